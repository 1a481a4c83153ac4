"""What a record said before a field of it was changed: kept, and read again."""
