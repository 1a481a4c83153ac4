"""The weekly evaluation: better, level or stalled, with two to switch a stall on and two off.

Each evaluation is worked out from the one before it (a fold), so a replay to any day and a live
run on that day walk the same steps. An evaluation without a valid mean counts neither way.
"""

from typing import NamedTuple

from homecare.rules.adherence import Adherence
from homecare.rules.course import BACK, LEG, Baseline, Course
from homecare.rules.grave import NOTHING, Grave, Scores, weigh
from homecare.rules.measure import ROUNDING, is_agreed, is_improved
from homecare.rules.phases import OPEN
from homecare.rules.policy import EVALUATION_EVERY
from homecare.rules.series import Week


class Evaluation(NamedTuple):
    """What one weekly look found; `plateaus` and `others` count valid evaluations in a row."""

    day: int
    base: Baseline
    weeks: tuple[Week | None, Week | None]
    improved: bool
    trending: bool
    plateaus: int
    others: int
    stalled_since: int | None
    delayed_from: int | None
    little: Adherence | None
    grave: Grave

    @property
    def week(self) -> Week | None:
        """Return M of the index site."""
        return self.weeks[self.base.index_site]


def is_trending(course: Course, site: int, day: int, zero: int = 0) -> bool:
    """Say whether M of `site` fell by 1.5 or more in the 14 days before `day`."""
    earlier = day - course.policy.trend_days
    then, now = course.week(site, earlier), course.week(site, day)
    if then is None or now is None or (zero and earlier - course.policy.mean_days < zero):
        return False
    return then.mean - now.mean >= course.policy.trend_points - ROUNDING


def evaluations(
    course: Course, day: int, known: list[Evaluation] | None = None
) -> list[Evaluation]:
    """Return the evaluations up to and including `day`; `known` is extended where given."""
    found = [] if known is None else known
    while (len(found) + 1) * EVALUATION_EVERY <= day:
        found.append(_evaluate(course, (len(found) + 1) * EVALUATION_EVERY, found))
    return found


def _evaluate(course: Course, day: int, found: list[Evaluation]) -> Evaluation:
    base = course.baseline(day)
    before = found[-1] if found and found[-1].base.zero == base.zero else None
    weeks = (course.week(LEG, day), course.week(BACK, day))
    week = weeks[base.index_site]
    improved = week is not None and is_improved(
        base.scores[base.index_site], week.mean, course.policy
    )
    trending = week is not None and is_trending(course, base.index_site, day, base.zero)
    flat = not improved and not trending
    plateau = None if week is None else flat and _counts(course, day, base, week)
    grave = weigh(course, Scores(day, base, weeks, flat), before.grave if before else NOTHING)
    switch = _switch(course, day, before, plateau)
    return Evaluation(day, base, weeks, improved, trending, *switch, grave)


def _counts(course: Course, day: int, base: Baseline, week: Week) -> bool:
    """Say whether a flat week counts towards a stall: high enough, and not agreed to be better."""
    policy = course.policy
    if week.mean < policy.stall_mean - ROUNDING:
        return False
    change = course.change(day, policy.check_days)
    return not is_agreed(base.scores[base.index_site], week.mean, change, policy)


Switch = tuple[int, int, int | None, int | None, Adherence | None]


def _switch(course: Course, day: int, before: Evaluation | None, plateau: bool | None) -> Switch:
    """Return plateaus, others, stalled_since, delayed_from and the little exercise reported."""
    policy = course.policy
    phase = course.phase(day)
    if phase.kind != OPEN or day - phase.mark < policy.stall_day:
        return 0, 0, None, None, None
    plateaus, others = (before.plateaus, before.others) if before else (0, 0)
    since, delayed = (before.stalled_since, before.delayed_from) if before else (None, None)
    if plateau is None:
        return plateaus, others, since, delayed, None
    if not plateau:
        return 0, others + 1, since if others + 1 < policy.switch_off else None, delayed, None
    little = _little(course, day)
    if little and delayed is None and since is None:
        delayed = day
    waiting = little and delayed is not None and day < delayed + policy.delay_days
    if since is None and plateaus + 1 >= policy.switch_on and not waiting:
        since = day
    return plateaus + 1, 0, since, delayed, little


def _little(course: Course, day: int) -> Adherence | None:
    found = course.adherence(day)
    return found if found and found.share < course.policy.follow_share else None
