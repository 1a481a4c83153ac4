"""A practice's year in compressed time, lived through the app's own operations and jobs."""
