"""Laws of a record: whatever is done in whatever order, nothing is lost or doubled."""
