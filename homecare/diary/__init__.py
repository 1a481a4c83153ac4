"""The ledger of what clients reported, and the day-by-day projection everything else reads."""
