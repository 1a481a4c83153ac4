"""The practice's exercises and templates."""
