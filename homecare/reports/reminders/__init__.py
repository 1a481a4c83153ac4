"""The note that a client asked for: who is due, and the mail."""
