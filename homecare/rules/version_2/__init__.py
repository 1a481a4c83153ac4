"""Version 2 of the rule, kept for comparison alone: on whom it would have flagged, and when.

It judges nobody any more, makes no sentences and proposes nothing. The rule page draws it beside
the version of today, and `benchmarks.cohort` measures both. It takes a practice's thresholds where
it had them; the four that are gone, or meant something else, stand in `thresholds`. Red-flag
answers are as grave as today's questions make them.
"""
