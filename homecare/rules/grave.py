"""What scores alone make grave at a weekly evaluation: matters for the GP, and worsening.

Each is on at once and ends after as many evaluations off as a stall does, so that a mean around
a threshold does not ring every other week. A week without a valid mean keeps what was found.
Worsening does not wait for the weekly look where it stood on two days running, or is steep; the
next weekly look counts it as found.
"""

from dataclasses import dataclass
from typing import NamedTuple

from homecare.rules.course import BACK, LEG, Baseline, Course
from homecare.rules.measure import ROUNDING, is_worse
from homecare.rules.policy import EVALUATION_EVERY, Policy


@dataclass(slots=True)
class Scores:
    """The means of one evaluation; `flat` is neither improved nor trending at the index site."""

    day: int
    base: Baseline
    means: tuple[float | None, float | None]
    flat: bool


class Held(NamedTuple):
    """A finding: its cause and site, since when it has been on, and evaluations off in a row."""

    cause: str
    site: int
    since: int
    off: int = 0


@dataclass(slots=True)
class Grave:
    """What is carried from one evaluation to the next; runs count valid evaluations in a row."""

    gp: Held | None
    worse: Held | None
    severe: int
    best: tuple[float | None, float | None]
    rebounds: tuple[int, int]

    @property
    def is_calm(self) -> bool:
        """Say that nothing is on and nothing is being counted."""
        return not (self.gp or self.worse or self.severe or any(self.rebounds))


NOTHING = Grave(None, None, 0, (None, None), (0, 0))


def weigh(course: Course, scores: Scores, before: Grave) -> Grave:
    """Return what the scores of one evaluation add to what was known before it."""
    policy, (leg, back) = course.policy, scores.means
    best = (_lower(before.best[LEG], leg), _lower(before.best[BACK], back))
    if before.is_calm and _is_low(course, scores, before.best):
        return before if best == before.best else Grave(None, None, 0, best, (0, 0))
    severe = _severe_run(policy, scores, before.severe)
    rebounds = (
        _rebound_run(policy, leg, before.best[LEG], before.rebounds[LEG]),
        _rebound_run(policy, back, before.best[BACK], before.rebounds[BACK]),
    )
    found = _worse(course, scores, rebounds)
    worse = _hold(policy, scores, found, before.worse) if found or before.worse else None
    found = _gp(course, scores, severe, worse)
    gp = _hold(policy, scores, found, before.gp) if found or before.gp else None
    return Grave(gp, worse, severe, best, rebounds)


def _is_low(course: Course, scores: Scores, best: tuple[float | None, float | None]) -> bool:
    """Say that no mean reaches what is looked for here: nearly everybody, nearly always."""
    policy = course.policy
    for site in (LEG, BACK):
        if course.worse_days(site):
            return False
        mean, lowest = scores.means[site], best[site]
        if mean is None or mean < policy.worse_mean - ROUNDING:
            continue
        rise = scores.base.scores[site] + policy.worse_points
        if lowest is not None:
            rise = min(rise, lowest + policy.rebound_points)
        if mean >= min(rise, policy.severe_mean) - ROUNDING:
            return False
    return not _is_long(course, scores)


def _hold(policy: Policy, scores: Scores, found: Held | None, before: Held | None) -> Held | None:
    if found:
        return found._replace(since=before.since) if before else found
    if before is None:
        return None
    if scores.means[before.site] is None:
        # Silence after a first week off ends it; silence alone does not.
        return None if before.off else before
    off = before.off + 1
    return None if off >= policy.switch_off else before._replace(off=off)


def _worse(course: Course, scores: Scores, rebounds: tuple[int, int]) -> Held | None:
    policy = course.policy
    for site in _index_first(scores.base):
        mean = scores.means[site]
        if (day := worse_day(course, site, scores.day)) is not None:
            return Held("above_start", site, day)
        if mean is None:
            continue
        if is_worse(scores.base.scores[site], mean, policy.worse_points, policy):
            return Held("above_start", site, scores.day)
        if rebounds[site] >= policy.rebound_evaluations:
            return Held("above_best", site, scores.day)
    return None


def worse_day(course: Course, site: int, day: int) -> int | None:
    """Return the first day since the last weekly look, `day` included, that was much worse."""
    days = course.worse_days(site)
    if not days:
        return None
    first = max(day - (day - 1) % EVALUATION_EVERY, course.phase(day).start)
    return next((found for found in days if first <= found <= day), None)


def _index_first(base: Baseline) -> tuple[int, int]:
    return base.index_site, 1 - base.index_site


def _gp(course: Course, scores: Scores, severe: int, worse: Held | None) -> Held | None:
    policy, index = course.policy, scores.base.index_site
    if scores.day >= policy.severe_late_day:
        for site in _index_first(scores.base):
            if _is_severe(policy, scores.means[site]):
                return Held("severe_late", site, scores.day)
    if scores.means[index] is not None and severe >= policy.severe_evaluations:
        return Held("severe_twice", index, scores.day)
    if _is_long(course, scores):
        return Held("long_standing", index, scores.day)
    if worse and scores.day >= policy.worse_late_day and _not_improved(course, scores, worse.site):
        return Held("worse_late", worse.site, scores.day)
    return None


def _is_severe(policy: Policy, mean: float | None) -> bool:
    return mean is not None and mean >= policy.severe_mean - ROUNDING


def _not_improved(course: Course, scores: Scores, site: int) -> bool:
    mean = scores.means[site]
    return mean is not None and not scores.base.improved(site, mean)


def _is_long(course: Course, scores: Scores) -> bool:
    policy, index = course.policy, scores.base.index_site
    mean = scores.means[index]
    return (
        scores.day >= policy.long_intake_days
        and scores.day - course.onset >= policy.long_onset_days
        and mean is not None
        and mean >= policy.long_mean - ROUNDING
        and _not_improved(course, scores, index)
    )


def _severe_run(policy: Policy, scores: Scores, run: int) -> int:
    mean = scores.means[scores.base.index_site]
    if mean is None or scores.day < policy.severe_day:
        return run
    return run + 1 if scores.flat and _is_severe(policy, mean) else 0


def _rebound_run(policy: Policy, mean: float | None, best: float | None, run: int) -> int:
    if mean is None or best is None:
        return run
    return run + 1 if is_worse(best, mean, policy.rebound_points, policy) else 0


def _lower(best: float | None, mean: float | None) -> float | None:
    if mean is None:
        return best
    return mean if best is None or mean < best else best
