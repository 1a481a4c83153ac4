"""One weekly look at the scores: what both the stall and the grave findings are worked out from."""

from dataclasses import dataclass
from typing import NamedTuple

from homecare.rules.course.baseline import Baseline
from homecare.rules.course.episode import Course
from homecare.rules.course.improvement import ROUNDING
from homecare.rules.policy import EVALUATION_EVERY

NEWEST = 2
"""Scores that must bear out what the mean of several weeks says (ours)."""


@dataclass(slots=True)
class WeeklyLook:
    """The means of one look, and whether the index site is `improved`, or at least `trending`.

    `mean` is M of the index site, None where the look is not valid; `newest` the mean of the newest
    two scores, where several weeks stand in and only those are improved.
    """

    day: int
    base: Baseline
    means: tuple[float | None, float | None]
    mean: float | None
    improved: bool
    trending: bool
    newest: float | None = None

    @property
    def start(self) -> float:
        """Return the start of the index site."""
        return self.base.scores[self.base.index_site]

    @property
    def flat(self) -> bool:
        """Say that the index site is neither improved nor trending, nor newly better."""
        return not (self.improved or self.trending or self.newest is not None)


class Word(NamedTuple):
    """What the weekly checks of this look and the one before said: the latest, and their mean."""

    latest: int
    mean: float


def heard(course: Course, day: int) -> Word | None:
    """Return the client's word at the look of `day`, or None where no check was answered."""
    days = course.policy.check_days
    latest, before = course.change(day, days), course.change(day - EVALUATION_EVERY, days)
    if latest is None:
        return None if before is None else Word(before, before)
    return Word(latest, latest if before is None else (latest + before) / 2)


def judge(course: Course, base: Baseline, day: int) -> WeeklyLook:
    """Look at the means of `day` beside the start, `base`."""
    leg, back = course.sites
    means = leg.at_look(day), back.at_look(day)
    mean = means[base.index_site]
    improved = mean is not None and base.improved(base.index_site, mean)
    if mean is None or improved:
        return WeeklyLook(day, base, means, mean, improved, False)
    trending = _is_trending(course, base, day, mean)
    return WeeklyLook(day, base, means, mean, False, trending, _newly_better(course, base, day))


def _newly_better(course: Course, base: Baseline, day: int) -> float | None:
    """Return the mean of the newest two scores where several weeks stand in, if it is improved.

    The mean of several weeks lags behind.
    """
    site = base.index_site
    series = course.sites[site]
    if series.full_week(day) is not None or not series.span(day):
        return None
    newest = series.last_scores(day, NEWEST)
    mean = sum(newest) / len(newest)
    return mean if base.improved(site, mean) else None


def _is_trending(course: Course, base: Baseline, day: int, mean: float) -> bool:
    """Say whether M of the index site fell by 1.5 or more in the 14 days before."""
    policy = course.policy
    earlier = day - policy.trend_days
    then = course.week(base.index_site, earlier)
    if then is None or (base.zero and earlier - policy.mean_days < base.zero):
        return False
    return then - mean >= policy.trend_points - ROUNDING
