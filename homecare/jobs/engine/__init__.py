"""How the table of jobs is worked through: when each looks again for what is due, and by whom it is
done."""
