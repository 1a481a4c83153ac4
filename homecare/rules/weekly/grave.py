"""What scores alone make grave at a weekly evaluation: matters for the GP, and worsening.

Pain that appears in the leg of somebody whose leg had little or none is worsening, too
(`spreading`), whatever the back does.

Each is on at once and ends after as many evaluations off as a stall does, so that a mean around
a threshold does not ring every other week. A week without a valid mean keeps what was found.
Worsening does not wait for the weekly look where it stood on two days running, or is steep; the
next weekly look counts it as found.
"""

from collections.abc import Sequence
from typing import NamedTuple

from homecare.rules.course.baseline import BACK, LEG, Baseline
from homecare.rules.course.episode import Course
from homecare.rules.course.improvement import ROUNDING, is_half_again, is_spread, is_worse
from homecare.rules.policy import EVALUATION_EVERY, Policy
from homecare.rules.weekly.week import WeeklyLook

Best = tuple[float | None, float | None]
"""The lowest M of each site so far."""


class GraveFinding(NamedTuple):
    """A finding: its cause and site, since when it has been on, and evaluations off in a row.

    `found` is the day of the latest evaluation that found it, where that is later than `since`.
    """

    cause: str
    site: int
    since: int
    off: int = 0
    found: int = 0


class Grave(NamedTuple):
    """What is carried from one evaluation to the next; runs count valid evaluations in a row."""

    gp: GraveFinding | None = None
    worse: GraveFinding | None = None
    severe: int = 0
    rebounds: tuple[int, int] = (0, 0)


NEWS = 1.0
"""So many points more are news, even to a GP who has just answered (ours)."""
NOTHING = Grave()
"""Nothing is on and nothing is being counted."""


def weigh(course: Course, now: WeeklyLook, before: Grave, best: Best) -> Grave:
    """Return what one evaluation adds to what was known before it; `best` is of those before.

    Where nothing was on and nothing `stirs`, that is NOTHING.
    """
    policy, (leg, back) = course.policy, now.means
    severe = _severe_run(policy, now, before.severe)
    rebounds = (
        _rebound_run(policy, leg, best[LEG], before.rebounds[LEG]),
        _rebound_run(policy, back, best[BACK], before.rebounds[BACK]),
    )
    cause = _worse(course, now, rebounds)
    worse = _hold(policy, now, cause, before.worse) if cause or before.worse else None
    cause = _gp(course, now, severe, worse)
    gp = _hold_gp(course, now, cause, before.gp) if cause or before.gp else None
    weighed = Grave(gp, worse, severe, rebounds)
    return NOTHING if weighed == NOTHING else weighed


def stirs(course: Course, now: WeeklyLook, best: Best) -> bool:
    """Say whether a mean reaches what is looked for here: nearly nobody's does, nearly always."""
    if gets_worse(course, now.day):
        return True
    (leg, back), start = now.means, now.base.scores
    low = course.policy.worse_mean - ROUNDING
    return (
        (leg is not None and leg >= low and _is_high(course, start[LEG], leg, best[LEG]))
        or (back is not None and back >= low and _is_high(course, start[BACK], back, best[BACK]))
        or (now.day >= course.long_from and _is_long(course, now))
        or (leg is not None and is_spread(start[LEG], leg, course.policy))
    )


def _is_high(course: Course, start: float, mean: float, lowest: float | None) -> bool:
    policy = course.policy
    rise = min(start + policy.half_again_points, policy.severe_mean)
    if lowest is not None:
        rise = min(rise, lowest + policy.rebound_points)
    return mean >= rise - ROUNDING


def _hold(
    policy: Policy, now: WeeklyLook, held: GraveFinding | None, before: GraveFinding | None
) -> GraveFinding | None:
    if held:
        return held._replace(since=before.since, found=now.day) if before else held
    if before is None:
        return None
    if now.means[before.site] is None:
        # Silence after a first week off ends it; silence alone does not.
        return None if before.off else before
    off = before.off + 1
    return None if off >= policy.switch_off else before._replace(off=off)


def _hold_gp(
    course: Course, now: WeeklyLook, found: GraveFinding | None, before: GraveFinding | None
) -> GraveFinding | None:
    """Keep what scores found for the GP until the GP has answered, or it is better at two looks."""
    if before and course.gp_answered_between(before.since, now.day):
        before = None
    if found and is_answered(course, found, now.day):
        found = None
    if found or before is None:
        return _hold(course.policy, now, found, before) if found else None
    mean = now.means[before.site]
    if mean is None:
        return before
    if not _is_over(course.policy, now.base, before.site, mean):
        return before._replace(off=0)
    return _hold(course.policy, now, None, before)


def is_answered(course: Course, found: GraveFinding, day: int) -> bool:
    """Say whether the GP answered less than four weeks ago, and it is no worse since by a point."""
    answered = course.gp_answered(day)
    if answered is None or day - answered >= course.policy.gp_answer_days:
        return False
    then, now = (course.week(found.site, at) for at in (answered, day))
    return then is None or now is None or now < then + NEWS - ROUNDING


def _is_over(policy: Policy, base: Baseline, site: int, mean: float) -> bool:
    """Say whether what was found for the GP is better: improved, or gone. To be back where it
    began is neither, whatever it was found for."""
    return base.improved(site, mean) or mean <= policy.resolved_score + ROUNDING


def _worse(course: Course, now: WeeklyLook, rebounds: tuple[int, int]) -> GraveFinding | None:
    policy = course.policy
    for site in _index_first(now.base):
        mean = now.means[site]
        if (day := worse_day(course, site, now.day)) is not None:
            return GraveFinding("above_start", site, day)
        if mean is None:
            continue
        if is_worse(now.base.scores[site], mean, policy.worse_points, policy):
            return GraveFinding("above_start", site, now.day)
        if is_half_again(now.base.scores[site], mean, policy):
            return GraveFinding("half_again", site, now.day)
        if rebounds[site] >= policy.rebound_evaluations:
            return GraveFinding("above_best", site, now.day)
    if (day := spread_day(course, now.day)) is not None:
        return GraveFinding("spreading", LEG, day)
    leg = now.means[LEG]
    if leg is not None and is_spread(now.base.scores[LEG], leg, policy):
        return GraveFinding("spreading", LEG, now.day)
    return None


def gets_worse(course: Course, day: int) -> bool:
    """Say whether any day from the last weekly look to the next was much worse: nearly nobody's."""
    return bool(course.worse_looks) and day + -day % EVALUATION_EVERY in course.worse_looks


def worse_day(course: Course, site: int, day: int) -> int | None:
    """Return the first day since the last weekly look, `day` included, that was much worse."""
    days = course.worse_days[site]
    return _since_the_look(course, days, day) if days else None


def spread_day(course: Course, day: int) -> int | None:
    """Return the first day since the last weekly look on which pain stood in a new leg."""
    days = course.spread_days
    return _since_the_look(course, days, day) if days else None


def _since_the_look(course: Course, days: Sequence[int], day: int) -> int | None:
    first = max(day - (day - 1) % EVALUATION_EVERY, course.phase(day).start)
    return next((since for since in days if first <= since <= day), None)


def _index_first(base: Baseline) -> tuple[int, int]:
    return base.index_site, 1 - base.index_site


def _gp(
    course: Course, now: WeeklyLook, severe: int, worse: GraveFinding | None
) -> GraveFinding | None:
    policy, index = course.policy, now.base.index_site
    if now.day >= policy.severe_late_day:
        for site in _index_first(now.base):
            if _is_severe(policy, now.means[site]):
                return GraveFinding("severe_late", site, now.day)
    if now.means[index] is not None and severe >= policy.severe_evaluations:
        return GraveFinding("severe_twice", index, now.day)
    if _is_long(course, now):
        return GraveFinding("long_standing", index, now.day)
    if worse and now.day >= policy.worse_late_day and _not_improved(now, decides(now.base, worse)):
        return GraveFinding("worse_late", worse.site, now.day)
    return None


def decides(base: Baseline, worse: GraveFinding) -> int:
    """Return the site that may still keep worsening from the GP: it has improved.

    Of pain that spreads it is the index site, since a new pain has no start to improve on.
    """
    return base.index_site if worse.cause == "spreading" else worse.site


def _is_severe(policy: Policy, mean: float | None) -> bool:
    return mean is not None and mean >= policy.severe_mean - ROUNDING


def _not_improved(now: WeeklyLook, site: int) -> bool:
    mean = now.means[site]
    return mean is not None and not now.base.improved(site, mean)


def _is_long(course: Course, now: WeeklyLook) -> bool:
    if now.day < course.long_from or now.mean is None or now.improved:
        return False
    return now.mean >= course.policy.long_mean - ROUNDING


def _severe_run(policy: Policy, now: WeeklyLook, run: int) -> int:
    mean = now.means[now.base.index_site]
    if mean is None or now.day < policy.severe_day:
        return run
    return run + 1 if now.flat and _is_severe(policy, mean) else 0


def _rebound_run(policy: Policy, mean: float | None, best: float | None, run: int) -> int:
    if mean is None or best is None:
        return run
    return run + 1 if is_worse(best, mean, policy.rebound_points, policy) else 0


def lower(best: Best, means: tuple[float | None, float | None]) -> Best:
    """Return the lowest means, with those of one look more."""
    (low_leg, low_back), (leg, back) = best, means
    return (
        leg if low_leg is None or (leg is not None and leg < low_leg) else low_leg,
        back if low_back is None or (back is not None and back < low_back) else low_back,
    )
