"""Which flags wait for their turn, so that what bears days is not heaped on one week: pure.

A therapist who has had new flags enough within seven days hears of a visit review, or of little
exercise reported, some days later: when there is room, and a week after it was due at the latest.
Whatever is graver never waits, nor does silence, nor pain that is back.
"""

from datetime import date, timedelta
from typing import NamedTuple

LONGEST = timedelta(days=7)
"""So long after it was due a flag waits at most (ours)."""
COUNTED = timedelta(days=7)
"""New flags of so many days, today's with them, are counted (ours)."""
CLIENTS_A_FLAG, LEAST = 10, 2
"""A therapist has room for one new flag for every ten in care, and for two in any case (ours)."""


class Load(NamedTuple):
    """How many clients a therapist has in care, and how many flags were raised lately on them."""

    in_care: int
    raised: int


def has_room(load: Load) -> bool:
    """Say whether a therapist has had fewer new flags than they have room for."""
    return load.raised < max(LEAST, load.in_care // CLIENTS_A_FLAG)


def may_wait(due: date | None, on: date) -> bool:
    """Say whether what was due on a day may still wait on the day `on`; None never may."""
    return due is not None and on < due + LONGEST
