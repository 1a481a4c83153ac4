"""What scores alone make grave at a weekly evaluation: matters for the GP, and worsening.

Each is on at once and ends after as many evaluations off as a stall does, so that a mean around
a threshold does not ring every other week. A week without a valid mean keeps what was found.
"""

from typing import NamedTuple

from homecare.rules.course import BACK, LEG, Baseline, Course
from homecare.rules.measure import ROUNDING, is_improved
from homecare.rules.policy import Policy
from homecare.rules.series import Week


class Scores(NamedTuple):
    """The means of one evaluation; `flat` is neither improved nor trending at the index site."""

    day: int
    base: Baseline
    weeks: tuple[Week | None, Week | None]
    flat: bool


class Held(NamedTuple):
    """A finding: its cause and site, since when it has been on, and evaluations off in a row."""

    cause: str
    site: int
    since: int
    off: int = 0


class Grave(NamedTuple):
    """What is carried from one evaluation to the next; runs count valid evaluations in a row."""

    gp: Held | None
    worse: Held | None
    severe: int
    best: tuple[float | None, float | None]
    rebounds: tuple[int, int]


NOTHING = Grave(None, None, 0, (None, None), (0, 0))


def weigh(course: Course, scores: Scores, before: Grave) -> Grave:
    """Return what the scores of one evaluation add to what was known before it."""
    policy, weeks = course.policy, scores.weeks
    severe = _severe_run(policy, scores, before.severe)
    rebounds = (
        _rebound_run(policy, weeks[LEG], before.best[LEG], before.rebounds[LEG]),
        _rebound_run(policy, weeks[BACK], before.best[BACK], before.rebounds[BACK]),
    )
    found = _worse(policy, scores, rebounds)
    worse = _hold(policy, scores, found, before.worse) if found or before.worse else None
    found = _gp(course, scores, severe, worse)
    gp = _hold(policy, scores, found, before.gp) if found or before.gp else None
    best = (_lower(before.best[LEG], weeks[LEG]), _lower(before.best[BACK], weeks[BACK]))
    return Grave(gp, worse, severe, best, rebounds)


def _hold(
    policy: Policy, scores: Scores, found: tuple[str, int] | None, before: Held | None
) -> Held | None:
    if found:
        return Held(*found, before.since if before else scores.day)
    if before is None:
        return None
    if scores.weeks[before.site] is None:
        # Silence after a first week off ends it; silence alone does not.
        return None if before.off else before
    off = before.off + 1
    return None if off >= policy.switch_off else before._replace(off=off)


def _worse(policy: Policy, scores: Scores, rebounds: tuple[int, int]) -> tuple[str, int] | None:
    for site in _index_first(scores.base):
        week = scores.weeks[site]
        if week is None:
            continue
        if is_worse(policy, scores.base.scores[site], week.mean, policy.worse_points):
            return "above_start", site
        if rebounds[site] >= policy.rebound_evaluations:
            return "above_best", site
    return None


def is_worse(policy: Policy, start: float, mean: float, points: float) -> bool:
    """Say whether `mean` stands `points` above `start`, and high enough to matter."""
    return mean + ROUNDING >= policy.worse_mean and mean + ROUNDING >= start + points


def _index_first(base: Baseline) -> tuple[int, int]:
    return base.index_site, 1 - base.index_site


def _gp(course: Course, scores: Scores, severe: int, worse: Held | None) -> tuple[str, int] | None:
    policy, index = course.policy, scores.base.index_site
    if scores.day >= policy.severe_late_day:
        for site in _index_first(scores.base):
            if _is_severe(policy, scores.weeks[site]):
                return "severe_late", site
    if scores.weeks[index] and severe >= policy.severe_evaluations:
        return "severe_twice", index
    if _is_long(course, scores):
        return "long_standing", index
    if worse and scores.day >= policy.worse_late_day and _not_improved(course, scores, worse.site):
        return "worse_late", worse.site
    return None


def _is_severe(policy: Policy, week: Week | None) -> bool:
    return week is not None and week.mean >= policy.severe_mean - ROUNDING


def _not_improved(course: Course, scores: Scores, site: int) -> bool:
    week = scores.weeks[site]
    return week is not None and not is_improved(scores.base.scores[site], week.mean, course.policy)


def _is_long(course: Course, scores: Scores) -> bool:
    policy, index = course.policy, scores.base.index_site
    week = scores.weeks[index]
    return (
        scores.day >= policy.long_intake_days
        and scores.day - course.day(course.history.intake.onset) >= policy.long_onset_days
        and week is not None
        and week.mean >= policy.long_mean - ROUNDING
        and _not_improved(course, scores, index)
    )


def _severe_run(policy: Policy, scores: Scores, run: int) -> int:
    week = scores.weeks[scores.base.index_site]
    if week is None or scores.day < policy.severe_day:
        return run
    return run + 1 if scores.flat and _is_severe(policy, week) else 0


def _rebound_run(policy: Policy, week: Week | None, best: float | None, run: int) -> int:
    if week is None or best is None:
        return run
    return run + 1 if is_worse(policy, best, week.mean, policy.rebound_points) else 0


def _lower(best: float | None, week: Week | None) -> float | None:
    if week is None:
        return best
    return week.mean if best is None or week.mean < best else best
