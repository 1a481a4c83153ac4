"""A practice's own photos of an exercise: taken in, kept, and shown to whom they are for."""
