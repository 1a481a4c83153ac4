"""What came of letters."""
