"""An episode as the rule reads it, the newest verdicts, a practice's thresholds, and what-if."""
