"""Answers that came through a sign-in which was taken back since, as the wrong person’s."""
