"""What `python -m benchmarks` measures, of two builds in one run."""
