"""Signing in: passwords, guesses, and a row for each phone or computer that is signed in."""
