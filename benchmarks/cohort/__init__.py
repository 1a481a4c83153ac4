"""Simulated people, and how rules for stalled progress do on them: `python -m benchmarks.cohort`.

Assumed data, so a comparison between rules, never a clinical validation.
"""
