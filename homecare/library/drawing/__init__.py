"""The pictures of the exercises: poses, the figure that takes them, and how it is drawn."""
