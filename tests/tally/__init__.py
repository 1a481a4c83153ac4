"""Counters in the database."""
