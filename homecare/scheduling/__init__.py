"""The table of jobs, the clock process, and what has been run."""
