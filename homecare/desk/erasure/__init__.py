"""The owner decides about deleting records: those that were asked for, and those of a year."""
