"""A therapist's week: who needs a decision, and the mail that says so."""
