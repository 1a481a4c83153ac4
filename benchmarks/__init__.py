"""What pages and jobs cost: `python -m benchmarks` prints a table, README.md explains it."""
