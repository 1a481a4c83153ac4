"""The table of jobs, the clock process that runs it, and the health page that watches it."""
