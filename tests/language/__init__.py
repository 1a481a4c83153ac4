"""Words that more than one page says."""
