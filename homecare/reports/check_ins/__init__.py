"""One question to a client who has gone quiet: who is due, and the mail."""
