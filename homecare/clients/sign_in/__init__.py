"""Who signs in to a client's record."""
