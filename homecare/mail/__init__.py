"""Mail that leaves the app: a value, a row in the outbox, and its way to a server or a file."""
