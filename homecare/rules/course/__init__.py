"""One episode laid out by day: scores, phases, the start, what counts as better, adherence."""
