"""The practice's loop: from a flag to a letter, to its answer, to how the client fares since."""
