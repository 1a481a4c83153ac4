"""A letter by a secure link: the address it goes to, the link, and who opened it when."""
