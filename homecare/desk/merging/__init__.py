"""Somebody who was entered twice: both records side by side, one of them made, and parted again."""
