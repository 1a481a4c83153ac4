"""What our ids were last made of: they only go up in a process, whatever became of its clock.

Many tests move the clock, and it is always an earlier one's turn again: without this, ids would
be of the latest day that any test before was at, and the server would say its clock was wrong.
"""

import uuid6


def begin_anew() -> None:
    """Make the next one of the moment it is made at."""
    uuid6._last_v7_timestamp = None


def latest() -> int:
    """The moment in the newest one."""
    return uuid6._last_v7_timestamp or 0


def go_on_after(moment: int) -> None:
    """Let those to come be greater than that one."""
    uuid6._last_v7_timestamp = max(latest(), moment) or None
