"""Web server and clock killed again and again under writes: what is acknowledged is never lost."""
