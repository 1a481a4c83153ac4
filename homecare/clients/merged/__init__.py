"""Two records of one person that were made one, and what is asked of that afterwards."""
