"""What matters to a client: up to three activities in their own words, and how well each goes."""
