"""A client's week: its figures, and the mail that shows them."""
