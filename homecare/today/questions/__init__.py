"""What a client is asked: the weekly check, why, the check-in, the red-flag questions."""
