"""Asking a client about a draft on their phone."""
