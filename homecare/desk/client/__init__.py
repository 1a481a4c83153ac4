"""A client's page: what is known, what happened, and what is written down there."""
