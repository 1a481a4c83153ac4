"""Series and charts for pages, letters and mails; only reads."""
