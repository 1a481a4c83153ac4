"""Care that begins, ends and is looked back on: discharge, its undoing, earlier episodes."""
