"""A site's daily scores and their means, M. Missing is missing: never zero, never filled in.

Days are counted from the intake, which is day 0. The week "before day d" is the seven days up to
and including day d − 1: a day counts once it is over. Where a week holds too few scores, as with
somebody who rates twice a week, the shortest of two, three or four weeks that holds enough stands
in; but a week without any score is silence, for which no older scores speak.
"""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from homecare.rules.policy import EVALUATION_EVERY, Policy
from homecare.rules.reading.history import PainRow

FRESH = 0.4
"""The share of scores that must be new for a weekly look after a full week to count (ours)."""


class Series:
    """One site's scores by day, with running totals so that any mean is two subtractions.

    `floors` are (first day, earliest day): from the first on, no mean of more than a week reaches
    before the earliest. `lowest` and `highest` are over all scores: nearly nobody reaches what most
    questions ask about, and these say so at once.
    """

    __slots__ = ("_counts", "_sums", "_weeks", "floors", "highest", "lowest", "policy", "scores")

    def __init__(self, scores: list[float | None], policy: Policy) -> None:
        self.scores = scores
        self.policy = policy
        self.floors: Sequence[tuple[int, int]] = ()
        self._sums, self._counts = sums, counts = [0.0], [0]
        total, count = 0.0, 0
        for score in scores:  # nothing out of itertools is faster
            if score is not None:
                total += score
                count += 1
            sums.append(total)
            counts.append(count)
        levels: set[Any] = {*scores} - {None}  # a dozen at most, nearly always
        self.lowest, self.highest = min(levels, default=10), max(levels, default=0)
        self._weeks: dict[int, float | None] = {}
        self.lay_out_weeks(EVALUATION_EVERY)

    def lay_out_weeks(self, every: int = 1) -> None:
        """Work out the mean of the week before every day, as `full_week` has it, for who walks
        through them all; or, of every seventh, before the weekly looks alone."""
        few, week, recent = self.policy.rated_days, self.policy.mean_days, self.policy.recent_days
        sums, counts, known = self._sums, self._counts, len(self.scores)
        self._weeks = {
            day: (total - past) / (count - low) if count - low >= few and count > newest else None
            for day, total, past, count, low, newest in zip(
                range(week, known + 1, every), sums[week::every], sums[::every],
                counts[week::every], counts[::every], counts[week - recent :: every],
                strict=False,
            )
        }  # fmt: skip

    def is_rated_like(self, other: "Series") -> bool:
        """Say whether this site was rated on the same days as the other."""
        return self._counts == other._counts

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
        known = len(self.scores)
        if 0 < day <= known and self.scores[day - 1] is not None:
            return day - 1  # nearly always
        count = self._counts[0 if day < 0 else day if day < known else known]
        return bisect_left(self._counts, count) - 1

    def week(self, day: int) -> float | None:
        """Return M before `day`, of a week or what stands in for it; None where it is not valid."""
        mean = self.full_week(day)
        return self.stand_in(day) if mean is None else mean

    def at_look(self, day: int) -> float | None:
        """Return M as the weekly look of `day` counts it; None where it is not valid there."""
        mean = self.full_week(day)
        return self.stand_in_at_look(day) if mean is None else mean

    def stand_in_at_look(self, day: int) -> float | None:
        """Return what the weekly look of `day` counts where its week holds too few.

        What stands in for a week just after a full one counts only where two of five of its
        scores are new: else it is the full week over again, seen twice.
        """
        days, week = self._longer(day), self.policy.mean_days
        if not days:
            return None
        if self.full_week(day - week) is not None:
            fresh = self.rated(day - week, day)
            if fresh < FRESH * self.rated(day - days, day):
                return None
        return self.mean(day - days, day)

    def full_week(self, day: int) -> float | None:
        """Return the mean of the week before `day`, or None where too few days were rated."""
        if day in self._weeks:
            return self._weeks[day]  # nearly always
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

    def stand_in(self, day: int) -> float | None:
        """Return the mean of the two, three or four weeks that stand in for a week, or None."""
        longer = self._longer(day)
        return self.mean(day - longer, day) if longer else None

    def span(self, day: int) -> int:
        """Return over how many days M before `day` is taken; 0 where it is not valid."""
        return self._longer(day) if self.full_week(day) is None else self.policy.mean_days

    def _longer(self, day: int) -> int:
        """Return how many days stand in for a week with too few scores; 0 where none do."""
        policy, counts, known = self.policy, self._counts, len(self.scores)
        enough, week = max(policy.longer_rated_days, policy.rated_days), policy.mean_days
        rated = counts[min(day, known)] if day > 0 else 0
        low = day - week if day > week else 0
        if rated < enough or low >= known or rated == counts[low]:
            return 0
        earliest = self._earliest(day) if self.floors else 0
        for days in range(2 * week, policy.longer_days + 1, week):
            first = max(day - days, earliest)
            if rated - counts[min(first, known)] >= enough:
                return day - first
        return 0

    def _earliest(self, day: int) -> int:
        return next((earliest for first, earliest in reversed(self.floors) if first <= day), 0)

    def high_weeks(self, limit: float) -> list[int]:
        """Return the days before which M may be above `limit`, however few were rated.

        A week's mean is; or the week holds too few, and what stands in for it may be. Neither is
        before a score above `limit`, or more than four weeks after the last.
        """
        if self.highest <= limit:
            return []
        high = [day for day, score in enumerate(self.scores) if score is not None and score > limit]
        # Nothing was rated in the week before the intake, and nothing in that after the last day.
        sums, counts, week = self._sums, self._counts, self.policy.mean_days
        totals, rated = sums + week * sums[-1:], counts + week * counts[-1:]
        totals_before, rated_before = week * [0.0] + sums, week * [0] + counts
        few, longest, end = self.policy.rated_days, self.policy.longer_days, len(totals)
        return [
            day
            for after, until in pairwise((*high, end))
            for day in range(after + 1, min(until, after + longest, end - 1) + 1)
            if 0 < (count := rated[day] - rated_before[day]) < few
            or totals[day] - totals_before[day] > limit * count
        ]

    def low_looks(self, limit: float) -> list[int]:
        """Return the days of the weekly looks before which M is `limit` or less."""
        last = len(self.scores) + self.policy.mean_days - 1  # no later week has a score
        days = [day for day, mean in self._weeks.items() if mean is None or mean <= limit]
        days.append(last - last % EVALUATION_EVERY)
        weeks = [(day, self.week(day)) for day in days if day % EVALUATION_EVERY == 0]
        return [day for day, mean in weeks if mean is not None and mean <= limit]

    def last_scores(self, day: int, count: int, since: int = 0) -> list[float]:
        """Return up to `count` latest scores before `day`, latest first, none before `since`."""
        scores: list[float] = []
        at = self.latest(day)
        while at >= since and len(scores) < count:
            score = self.scores[at]
            if score is not None:
                scores.append(score)
            at -= 1
        return scores


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
    once = len({*days}) == len(days)  # nearly always
    for day, (_, leg_score, back_score) in zip(days, pain, strict=True):
        if day > 0:
            leg[day] = leg_score if once else _higher(leg[day], leg_score)
            back[day] = back_score if once else _higher(back[day], back_score)
    leg[0], back[0] = first_leg, first_back
    return Series(leg, policy), Series(back, policy)


def _higher(known: float | None, score: float | None) -> float | None:
    if known is None or score is None:
        return known if score is None else score
    return score if score > known else known
