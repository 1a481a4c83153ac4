"""How an episode of care ends, and how it is told afterwards."""
