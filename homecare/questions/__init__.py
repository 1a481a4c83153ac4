"""What a client is asked now and then, and what follows from the answers."""
