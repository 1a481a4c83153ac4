"""Who did what in the practice, for its owner."""
