"""Deleting a record: what is asked, decided, and what is left."""
