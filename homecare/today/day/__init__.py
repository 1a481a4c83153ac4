"""Today, and the days before it: what is due, and every report on it."""
