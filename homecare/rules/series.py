"""A site's daily scores and their 7-day means. Missing is missing: never zero, never filled in.

Days are counted from the intake, which is day 0. The week "before day d" is the seven days up to
and including day d − 1: a day counts once it is over.
"""

from collections.abc import Iterable
from itertools import accumulate
from typing import NamedTuple

from homecare.rules.history import PainDay
from homecare.rules.policy import Policy


class Week(NamedTuple):
    """A valid weekly mean (0–10) and the number of days it rests on."""

    mean: float
    rated: int


class Series:
    """One site's scores by day, with running totals so that any mean is two subtractions."""

    __slots__ = ("_counts", "_latest", "_sums", "scores")

    def __init__(self, scores: list[float | None]) -> None:
        self.scores = scores
        self._sums = [0.0, *accumulate([score or 0.0 for score in scores])]
        self._counts = [0, *accumulate([score is not None for score in scores])]
        rated_days = [-1 if score is None else day for day, score in enumerate(scores)]
        self._latest = [-1, *accumulate(rated_days, max)]

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
        return self._latest[min(max(day, 0), len(self.scores))]

    def week(self, day: int, policy: Policy) -> Week | None:
        """Return the mean of the week before `day`, or None where too few days were rated."""
        if day <= 0:
            return None
        known = len(self.scores)
        high = day if day < known else known
        low = day - policy.mean_days
        low = 0 if low < 0 else min(low, known)
        rated = self._counts[high] - self._counts[low]
        if rated < policy.rated_days or day - self._latest[high] > policy.recent_days:
            return None
        return Week((self._sums[high] - self._sums[low]) / rated, rated)

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


def both_sites(intake: tuple[int, float, float], pain: Iterable[PainDay]) -> tuple[Series, Series]:
    """Return leg and back, day 0 first; `intake` is (ordinal of day 0, leg, back).

    Two rows for one day keep the higher score, so that their order cannot matter; a row before
    the intake is left out. On day 0 the intake's own scores stand.
    """
    start, first_leg, first_back = intake
    rows = [(row[0].toordinal() - start, row[1], row[2]) for row in pain]
    length = 1 + max((row[0] for row in rows), default=0)
    leg: list[float | None] = [None] * max(length, 1)
    back = leg.copy()
    for day, leg_score, back_score in rows:
        if day > 0:
            _keep_higher(leg, day, leg_score)
            _keep_higher(back, day, back_score)
    leg[0], back[0] = first_leg, first_back
    return Series(leg), Series(back)


def _keep_higher(scores: list[float | None], day: int, score: float | None) -> None:
    known = scores[day]
    if score is not None and (known is None or score > known):
        scores[day] = score
