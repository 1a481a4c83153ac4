"""What is done once after something that happens to the whole server: a restore, an update."""
