"""Taking a client in, changing what was written then, and inviting them."""
