"""Commands that guard a server: its audit trail and its secret key."""
