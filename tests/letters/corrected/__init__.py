"""Answers that were typed in wrongly, put right."""
