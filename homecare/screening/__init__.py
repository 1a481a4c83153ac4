"""Red-flag questions and their answers: what is uncleared, and what stops the exercises."""
