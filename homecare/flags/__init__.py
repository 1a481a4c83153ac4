"""Assessment of an episode, flags and their decisions, red-flag answers, three-visit reviews."""
