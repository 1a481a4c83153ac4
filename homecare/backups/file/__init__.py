"""The file of a backup: rows as text, a list of what is in it, a seal, a lock."""
