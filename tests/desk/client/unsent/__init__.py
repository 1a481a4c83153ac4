"""Words that were typed and not sent."""
