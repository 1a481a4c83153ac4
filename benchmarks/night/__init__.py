"""A night of many episodes."""
