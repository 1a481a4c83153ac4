"""What is assigned to whom, in versions that never change."""
