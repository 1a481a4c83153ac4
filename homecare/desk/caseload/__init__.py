"""The caseload: who needs their therapist first."""
