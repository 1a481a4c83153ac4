"""The receiver's front door: a letter behind a link, opened without an account, and its answer."""
