"""The rule as a practice runs it: every threshold in words, and what another would change."""
