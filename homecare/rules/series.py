"""A site's daily scores and their 7-day means. Missing is missing: never zero, never filled in.

Days are counted from the intake, which is day 0. The week "before day d" is the seven days up to
and including day d − 1: a day counts once it is over.
"""

from bisect import bisect_left
from collections.abc import Sequence

from homecare.rules.history import PainRow
from homecare.rules.policy import Policy


class Series:
    """One site's scores by day, with running totals so that any mean is two subtractions."""

    __slots__ = ("_counts", "_sums", "policy", "scores")

    def __init__(self, scores: list[float | None], policy: Policy) -> None:
        self.scores = scores
        self.policy = policy
        self._sums, self._counts = sums, counts = [0.0], [0]
        total, count = 0.0, 0
        for score in scores:
            if score is not None:
                total += score
                count += 1
            sums.append(total)
            counts.append(count)

    def rated(self, first: int, end: int) -> int:
        """Return how many days from `first` up to but not including `end` were rated."""
        low, high = self._within(first, end)
        return self._counts[high] - self._counts[low]

    def mean(self, first: int, end: int) -> float | None:
        """Return the mean of the rated days from `first` up to but not including `end`."""
        low, high = self._within(first, end)
        count = self._counts[high] - self._counts[low]
        return (self._sums[high] - self._sums[low]) / count if count else None

    def _within(self, first: int, end: int) -> tuple[int, int]:
        # Comparisons instead of min and max, which cost twice as much.
        known = len(self.scores)
        low = 0 if first < 0 else first if first < known else known
        return low, 0 if end < 0 else end if end < known else known

    def latest(self, day: int) -> int:
        """Return the last rated day before `day`, or −1."""
        count = self._counts[min(max(day, 0), len(self.scores))]
        return bisect_left(self._counts, count) - 1

    def week(self, day: int) -> float | None:
        """Return the mean of the week before `day`, or None where too few days were rated."""
        policy, counts, known = self.policy, self._counts, len(self.scores)
        recent = day - policy.recent_days
        if recent >= known or day <= 0:
            return None
        # Not by way of `mean`: this is the innermost step of every verdict.
        low = day - policy.mean_days if day > policy.mean_days else 0
        high = day if day < known else known
        rated = counts[high] - counts[low]
        if rated < policy.rated_days or counts[high] == counts[recent if recent > 0 else 0]:
            return None
        return (self._sums[high] - self._sums[low]) / rated

    def high_weeks(self, limit: float) -> list[int]:
        """Return the days before which a week's mean was above `limit`, however few were rated."""
        if max(filter(None, self.scores), default=0) < limit:
            return []
        # Nothing was rated in the week before the intake, and nothing in that after the last day.
        sums, counts, week = self._sums, self._counts, self.policy.mean_days
        totals, rated = sums + week * sums[-1:], counts + week * counts[-1:]
        by_day = zip(
            range(len(totals)), totals, week * [0.0] + sums, rated, week * [0] + counts, strict=True
        )
        return [
            day
            for day, total, before, count, past in by_day
            if total - before > limit * (count - past)
        ]

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


def both_sites(
    intake: tuple[int, float, float], pain: Sequence[PainRow], policy: Policy
) -> tuple[Series, Series]:
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
    return Series(leg, policy), Series(back, policy)


def _higher(known: float | None, score: float | None) -> float | None:
    if known is None or score is None:
        return known if score is None else score
    return score if score > known else known
