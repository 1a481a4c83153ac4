"""Somebody who was entered twice: two records become one, and can be parted again for a day."""
