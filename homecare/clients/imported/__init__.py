"""Clients who came from a table: which import brought whom, and how it is undone."""
