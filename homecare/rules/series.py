"""A site's daily scores and their 7-day means. Missing is missing: never zero, never filled in.

Days are counted from the intake, which is day 0. The week "before day d" is the seven days up to
and including day d − 1: a day counts once it is over.
"""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate

from homecare.rules.history import PainDay
from homecare.rules.policy import Policy


class Series:
    """One site's scores by day, with running totals so that any mean is two subtractions."""

    __slots__ = ("_counts", "_sums", "scores")

    def __init__(self, scores: list[float | None]) -> None:
        self.scores = scores
        self._sums = list(accumulate([score or 0.0 for score in scores], initial=0.0))
        self._counts = list(accumulate([score is not None for score in scores], initial=0))

    def rated(self, first: int, end: int) -> int:
        """Return how many days from `first` up to but not including `end` were rated."""
        known = len(self.scores)
        return self._counts[min(max(end, 0), known)] - self._counts[min(max(first, 0), known)]

    def mean(self, first: int, end: int) -> float | None:
        """Return the mean of the rated days from `first` up to but not including `end`."""
        known = len(self.scores)
        low, high = min(max(first, 0), known), min(max(end, 0), known)
        count = self._counts[high] - self._counts[low]
        return (self._sums[high] - self._sums[low]) / count if count else None

    def latest(self, day: int) -> int:
        """Return the last rated day before `day`, or −1."""
        count = self._counts[min(max(day, 0), len(self.scores))]
        return bisect_left(self._counts, count) - 1

    def week(self, day: int, policy: Policy) -> float | None:
        """Return the mean of the week before `day`, or None where too few days were rated."""
        counts, known = self._counts, len(self.scores)
        recent = day - policy.recent_days
        if recent >= known or day <= 0:
            return None
        # Comparisons instead of min and max: this is the innermost step of every verdict.
        low = day - policy.mean_days if day > policy.mean_days else 0
        high = day if day < known else known
        rated = counts[high] - counts[low]
        if rated < policy.rated_days or counts[high] == counts[recent if recent > 0 else 0]:
            return None
        return (self._sums[high] - self._sums[low]) / rated

    def last_scores(self, day: int, count: int) -> list[float]:
        """Return up to `count` latest scores before `day`, latest first."""
        found: list[float] = []
        at = self.latest(day)
        while at >= 0 and len(found) < count:
            score = self.scores[at]
            if score is not None:
                found.append(score)
            at -= 1
        return found


def both_sites(intake: tuple[int, float, float], pain: Sequence[PainDay]) -> tuple[Series, Series]:
    """Return leg and back, day 0 first; `intake` is (ordinal of day 0, leg, back).

    Two rows for one day keep the higher score, so that their order cannot matter; a row before
    the intake is left out. On day 0 the intake's own scores stand.
    """
    start, first_leg, first_back = intake
    days = [row[0].toordinal() - start for row in pain]
    leg: list[float | None] = [None] * (1 + max(0, *days) if days else 1)
    back = leg.copy()
    for day, (_, leg_score, back_score) in zip(days, pain, strict=True):
        if day > 0:
            leg[day] = leg_score if leg[day] is None else _higher(leg[day], leg_score)
            back[day] = back_score if back[day] is None else _higher(back[day], back_score)
    leg[0], back[0] = first_leg, first_back
    return Series(leg), Series(back)


def _higher(known: float | None, score: float | None) -> float | None:
    if known is None or score is None:
        return known if score is None else score
    return score if score > known else known
