"""Which tests run on the second database, and why those."""
