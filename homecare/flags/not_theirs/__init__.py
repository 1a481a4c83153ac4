"""What becomes of answers that somebody else gave, and of the flag they raised."""
