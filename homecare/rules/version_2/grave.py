"""What scores alone made grave at a weekly look in version 2: the GP, and worsening."""

from typing import NamedTuple

from homecare.rules.course.baseline import BACK, LEG, Baseline
from homecare.rules.course.improvement import ROUNDING, is_worse
from homecare.rules.policy import EVALUATION_EVERY, Policy
from homecare.rules.version_2.course import Course

Means = tuple[float | None, float | None]


class Judged(NamedTuple):
    """The means of one weekly look, and whether the index site is improved, or on the way."""

    day: int
    base: Baseline
    means: Means
    improved: bool
    trending: bool

    @property
    def mean(self) -> float | None:
        """Return M of the index site."""
        return self.means[self.base.index_site]

    @property
    def flat(self) -> bool:
        """Say that the index site is neither improved nor trending."""
        return not (self.improved or self.trending)


class Held(NamedTuple):
    """A finding: its cause and site, since when it has been on, and looks off in a row."""

    cause: str
    site: int
    since: int
    off: int = 0


class Grave(NamedTuple):
    """What is carried from one look to the next; runs count valid looks in a row."""

    gp: Held | None = None
    worse: Held | None = None
    severe: int = 0
    rebounds: tuple[int, int] = (0, 0)


def weigh(course: Course, now: Judged, before: Grave, best: Means) -> Grave:
    """Return what one look adds to what was known before it; `best` is of those before."""
    policy = course.policy
    severe = _severe_run(policy, now, before.severe)
    leg, back = (
        _rebound_run(policy, now.means[site], best[site], before.rebounds[site])
        for site in (LEG, BACK)
    )
    worse = _hold(policy, now, _worse(course, now, (leg, back)), before.worse)
    gp = _hold(policy, now, _gp(course, now, severe, worse), before.gp)
    return Grave(gp, worse, severe, (leg, back))


def _hold(policy: Policy, now: Judged, found: Held | None, before: Held | None) -> Held | None:
    if found:
        return found._replace(since=before.since) if before else found
    if before is None:
        return None
    if now.means[before.site] is None:
        # Silence after a first week off ends it; silence alone does not.
        return None if before.off else before
    off = before.off + 1
    return None if off >= policy.switch_off else before._replace(off=off)


def _worse(course: Course, now: Judged, rebounds: tuple[int, int]) -> Held | None:
    policy = course.policy
    for site in _index_first(now.base):
        if (day := worse_day(course, site, now.day)) is not None:
            return Held("above_start", site, day)
        mean = now.means[site]
        if mean is None:
            continue
        if is_worse(now.base.scores[site], mean, policy.worse_points, policy):
            return Held("above_start", site, now.day)
        if rebounds[site] >= policy.rebound_evaluations:
            return Held("above_best", site, now.day)
    return None


def worse_day(course: Course, site: int, day: int) -> int | None:
    """Return the first day since the last weekly look, `day` included, that was much worse."""
    first = max(day - (day - 1) % EVALUATION_EVERY, course.phase(day).start)
    return next((at for at in course.worse_days[site] if first <= at <= day), None)


def _index_first(base: Baseline) -> tuple[int, int]:
    return base.index_site, 1 - base.index_site


def _gp(course: Course, now: Judged, severe: int, worse: Held | None) -> Held | None:
    policy, index = course.policy, now.base.index_site
    if now.day >= policy.severe_late_day:
        for site in _index_first(now.base):
            mean = now.means[site]
            if mean is not None and mean >= policy.severe_mean - ROUNDING:
                return Held("severe_late", site, now.day)
    if now.mean is not None and severe >= policy.severe_evaluations:
        return Held("severe_twice", index, now.day)
    if now.day >= course.long_from and _is_high(now, policy.long_mean) and not now.improved:
        return Held("long_standing", index, now.day)
    if worse and now.day >= policy.worse_late_day:
        mean = now.means[worse.site]
        if mean is not None and not now.base.improved(worse.site, mean):
            return Held("worse_late", worse.site, now.day)
    return None


def _is_high(now: Judged, least: float) -> bool:
    return now.mean is not None and now.mean >= least - ROUNDING


def _severe_run(policy: Policy, now: Judged, run: int) -> int:
    if now.mean is None or now.day < policy.severe_day:
        return run
    return run + 1 if now.flat and _is_high(now, policy.severe_mean) else 0


def _rebound_run(policy: Policy, mean: float | None, best: float | None, run: int) -> int:
    if mean is None or best is None:
        return run
    return run + 1 if is_worse(best, mean, policy.rebound_points, policy) else 0
