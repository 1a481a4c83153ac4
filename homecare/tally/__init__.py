"""How often something was asked for, counted in the database: for all web servers at once."""
