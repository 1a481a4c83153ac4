"""How the table of jobs is worked through."""
