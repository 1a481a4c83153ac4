"""The audit trail as a chain: each line is sealed with the one before it, so that a hand shows."""
