"""What matters to a client."""
