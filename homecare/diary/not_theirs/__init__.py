"""What somebody reported who had signed in to another person's record."""
