"""A client's own progress in words and one picture, and the advice."""
