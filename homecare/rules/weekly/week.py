"""One weekly look at the scores: what both the stall and the grave findings are worked out from."""

from dataclasses import dataclass

from homecare.rules.course.adherence import Adherence
from homecare.rules.course.baseline import Baseline
from homecare.rules.course.episode import Course
from homecare.rules.course.improvement import ROUNDING


@dataclass(slots=True)
class WeeklyLook:
    """The means of one look, and whether the index site is `improved`, or at least `trending`.

    `mean` is M of the index site, None where the look is not valid. `little` is the exercise
    reported where a flat week was followed too little and no stall was on; `delayed_from` the day
    on which that first delayed a stall.
    """

    day: int
    base: Baseline
    means: tuple[float | None, float | None]
    mean: float | None
    improved: bool
    trending: bool
    little: Adherence | None = None
    delayed_from: int | None = None

    @property
    def flat(self) -> bool:
        """Say that the index site is neither improved nor trending."""
        return not (self.improved or self.trending)


def judge(course: Course, base: Baseline, day: int) -> WeeklyLook:
    """Look at the means of `day` beside the start, `base`."""
    leg, back = course.sites
    leg_mean, back_mean = leg.full_week(day), back.full_week(day)
    means = (
        leg.stand_in_at_look(day) if leg_mean is None else leg_mean,
        back.stand_in_at_look(day) if back_mean is None else back_mean,
    )
    mean = means[base.index_site]
    if mean is None:
        return WeeklyLook(day, base, means, None, False, False)
    if base.improved(base.index_site, mean):
        return WeeklyLook(day, base, means, mean, True, False)
    return WeeklyLook(day, base, means, mean, False, _is_trending(course, base, day, mean))


def _is_trending(course: Course, base: Baseline, day: int, mean: float) -> bool:
    """Say whether M of the index site fell by 1.5 or more in the 14 days before."""
    policy = course.policy
    earlier = day - policy.trend_days
    then = course.week(base.index_site, earlier)
    if then is None or (base.zero and earlier - policy.mean_days < base.zero):
        return False
    return then - mean >= policy.trend_points - ROUNDING
