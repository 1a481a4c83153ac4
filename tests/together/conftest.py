"""Shelves for every test of the room."""

from tests.together.shelves import shelves as shelves
