"""Looking after the clients of a colleague who is away."""
