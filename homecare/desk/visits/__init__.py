"""A visit that was written down wrongly, and appointments to come."""
