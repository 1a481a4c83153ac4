"""The therapist's pages: the other front door."""
