"""The audit trail as a chain."""
