"""A new version that comes while the one before still answers."""
