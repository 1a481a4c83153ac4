"""A history as plain values, and the file format it is read from, strictly."""
