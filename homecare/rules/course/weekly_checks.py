"""The client's own word: what the weekly checks of an episode said, by day."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from homecare.rules.policy import Policy
from homecare.rules.reading.history import Check


def changes(checks: Iterable[Check], start: int) -> tuple[tuple[int, int], ...]:
    """Return (day, change) of the weekly checks in order; the worse of two on one day."""
    said = [
        (check.on.toordinal() - start, -check.change)
        for check in checks
        if check.change is not None
    ]
    # The worse of one day comes last here, so it is the one that is kept.
    return tuple({day: -change for day, change in sorted(said)}.items())


def much_worse(said: Sequence[tuple[int, int]], policy: Policy) -> dict[int, int]:
    """Return by day the change of the weekly checks that ask for somebody.

    One said "very much worse", or "much worse" like the one before it.
    """
    low = policy.worse_change
    if min([change for _, change in said], default=0) > max(low, policy.very_much_worse):
        return {}
    twice = {
        day: change
        for (_, before), (day, change) in pairwise(said)
        if change <= low and before <= low
    }
    return twice | {day: change for day, change in said if change <= policy.very_much_worse}


def says_worse_often(said: Sequence[tuple[int, int]], policy: Policy) -> bool:
    """Say whether so many checks said worse that they may tell it without scores: hardly anybody's.

    How many did so running, on which day, is for whoever asks.
    """
    return sum(change < 0 for _, change in said) >= policy.unscored_checks
