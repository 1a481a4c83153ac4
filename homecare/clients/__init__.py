"""The client's record: intake, episode of care, visits and days away."""
