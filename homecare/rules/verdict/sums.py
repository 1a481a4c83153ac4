"""A sum as it is printed: with so many decimals that it says what the verdict says.

Whoever does a printed sum again must come to what is printed. Nearly always one decimal of the
means and a whole percentage do; where they would contradict the verdict, there are more.
"""

from typing import NamedTuple

from homecare.rules.course.improvement import ROUNDING, has_risen, needed_drop
from homecare.rules.policy import Policy

EXACTNESS = ((1, 0), (2, 0), (2, 1), (3, 1), (4, 2))
"""Decimals of the means and of the percentages, from the usual ones to those that always do."""


class Sum(NamedTuple):
    """A start, a mean, how far the one is from the other and how far it had to be, in words.

    `least` names the points that had to be, where those decide and not the share.
    """

    start: str
    mean: str
    share: str
    needed: str
    least: str = ""


def sum_of(start: float, mean: float, policy: Policy) -> Sum:
    """Return the sum of a change beside what is needed to be improved.

    What is needed is the share that a practice has set, or else the points it has set as a share of
    the start as printed. Where the start is too small for any change to be enough, `needed` and
    `share` may be empty.
    """
    needed, share_set = needed_drop(start, policy), policy.improved_share
    by_share = share_set * start >= policy.improved_least
    enough = start - mean >= needed - ROUNDING
    bar, is_worse = policy.stall_worse_points, has_risen(start, mean, policy)
    for places, decimals in EXACTNESS:
        shown, now = round(start, places), round(mean, places)  # as they are printed
        if shown <= 0:
            return Sum(f"{start:.1f}", f"{mean:.1f}", "", "")
        fall = shown - now
        share = round(fall / shown * 100, decimals)
        asked = round((share_set if by_share else needed / shown) * 100, decimals)
        told = (share >= asked) == enough and (fall >= _trimmed(needed, places)) == enough
        if told and (-fall >= _trimmed(bar, places)) == is_worse:
            break
    wanted = f"{asked:.{decimals}f}"
    if by_share and abs(share_set * 100 - asked) > ROUNDING:
        wanted = f"{share_set * 100:g}"  # as the practice has set it
    return Sum(
        f"{start:.{places}f}",
        f"{mean:.{places}f}",
        _in_words(share, decimals),
        "" if needed > start else f"{wanted} %",
        "" if by_share else _points(policy.improved_least),
    )


def _points(least: float) -> str:
    return "one point" if least == 1 else f"{least:g} points"


def _trimmed(needed: float, places: int) -> float:
    """Return `needed` a trifle lower, as sums of decimals do not add up exactly."""
    return round(needed, places + 1) - 1e-6


def _in_words(share: float, decimals: int) -> str:
    if share == 0:
        return "no change"
    return f"{abs(share):.{decimals}f} % {'better' if share > 0 else 'worse'}"


def places_that_tell(over: float, *values: float) -> int:
    """Return with how many decimals the fall from the first to the second of `values` is printed.

    It is, or is not, at least `over` in what is printed as in what was reckoned.
    """
    first, second = values
    is_over = first - second >= over - ROUNDING
    for places in (1, 2, 3):
        printed = round(round(first, places) - round(second, places), places)
        if (printed >= over - ROUNDING) == is_over:
            return places
    return 4
