"""A letter about the client, to read before they agree to it, and to take back afterwards."""
