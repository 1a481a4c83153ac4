"""Deleting a record for good: who asks, who decides and why, what goes, and what is remembered."""
