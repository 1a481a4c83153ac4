"""The twelve states in their order: the first that matches is the verdict of the day."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from homecare.rules import phases
from homecare.rules.answers import Answer
from homecare.rules.course import Course
from homecare.rules.evaluation import Evaluation, evaluations
from homecare.rules.grave import is_worse
from homecare.rules.measure import ROUNDING, is_improved
from homecare.rules.policy import EVALUATION_EVERY
from homecare.rules.red_flags import Level

URGENT, GP, RECURRENT, RESOLVED = "urgent", "gp", "recurrent", "resolved"
WORSENING, QUIET, TOO_FEW, EARLY = "worsening", "quiet", "too_few", "early"
IMPROVING, NOT_FOLLOWING, STALLED, LEVEL = "improving", "not_following", "stalled", "level"

BEST_TO_WORST = (
    RESOLVED, RECURRENT, IMPROVING, EARLY, LEVEL, TOO_FEW,
    NOT_FOLLOWING, STALLED, QUIET, WORSENING, GP, URGENT,
)  # fmt: skip
"""Somebody whose pain came back stands above somebody whose pain never went."""


class Verdict(NamedTuple):
    """A state, what made it (`cause`), the day it counts from, and the site, where one did."""

    state: str
    cause: str
    since: int
    site: int = 0
    answers: tuple[Answer, ...] = ()


class Look:
    """An episode as it stands on one day; what the states ask about it."""

    def __init__(self, course: Course, day: int, known: list[Evaluation] | None = None) -> None:
        self.course = course
        self.policy = course.policy
        self.day = day
        found = evaluations(course, day, known)
        last = min(len(found), max(day, 0) // EVALUATION_EVERY)
        self.evaluations = found[:last]
        self.phase = course.phase(day)
        self.base = course.baseline(day)

    @property
    def latest(self) -> Evaluation | None:
        """Return the latest evaluation."""
        return self.evaluations[-1] if self.evaluations else None

    @property
    def valid(self) -> Evaluation | None:
        """Return the latest evaluation with a valid mean, since this baseline."""
        return next(
            (
                found
                for found in reversed(self.evaluations)
                if found.week and self.in_this_phase(found)
            ),
            None,
        )

    @property
    def day_of_phase(self) -> int:
        """Return the days since the intake, or since the pain came back."""
        return self.day - self.base.zero

    def in_this_phase(self, found: Evaluation) -> bool:
        """Say whether an evaluation was measured against the baseline that holds now."""
        return found.base.zero == self.base.zero

    def open_answers(self) -> tuple[Answer, ...]:
        """Return the red-flag answers given and not cleared."""
        on = self.course.date_of(self.day)
        return tuple(answer for answer in self.course.answers if answer.open_on(on))

    def silent_days(self, since: int) -> int:
        """Return the days after `since` up to this one that were not away or in a flare-up."""
        passed = range(since + 1, self.day + 1)
        return len(passed) - sum(day in passed for day in self.course.excused)


def verdict(look: Look) -> Verdict:
    """Return the first state that matches."""
    return next(found for match in MATCHES if (found := match(look)))


def urgent(look: Look) -> Verdict | None:
    """A 999 or same-day answer that is not cleared."""
    return _answered(look, URGENT, (Level.EMERGENCY, Level.SAME_DAY))


def gp(look: Look) -> Verdict | None:
    """A GP answer, what a weekly evaluation found for the GP, or late worsening."""
    return _answered(look, GP, (Level.GP,)) or _gp_by_scores(look) or _worse_late(look)


def _gp_by_scores(look: Look) -> Verdict | None:
    latest = look.latest
    held = latest.grave.gp if latest and look.in_this_phase(latest) else None
    if latest is None or held is None:
        return None
    gone_since = look.phase.kind == phases.RESOLVED and (held.off or latest.day < look.phase.start)
    return None if gone_since else Verdict(GP, held.cause, held.since, held.site)


def _worse_late(look: Look) -> Verdict | None:
    found = worsening(look) if look.day >= look.policy.worse_late_day else None
    if found is None or look.phase.kind == phases.RESOLVED:
        return None
    week = look.course.week(found.site, look.day)
    if week is None or is_improved(look.base.scores[found.site], week.mean, look.policy):
        return None
    return found._replace(state=GP, cause="worse_late")


def _answered(look: Look, state: str, levels: Iterable[Level]) -> Verdict | None:
    found = tuple(answer for answer in look.open_answers() if answer.level in levels)
    if not found:
        return None
    latest = max(answer.on for answer in found)
    return Verdict(state, "answer", look.course.day(latest), answers=found)


def recurrent(look: Look) -> Verdict | None:
    """Pain back after it was gone: two weeks long."""
    if look.phase.kind != phases.RECURRENT:
        return None
    again = look.phase.gone_days >= look.policy.recurrence_after_days
    return Verdict(RECURRENT, "recurrence" if again else "flare", look.phase.mark)


def resolved(look: Look) -> Verdict | None:
    """Pain gone, by scores or by "all better"; holds until it is back."""
    if look.phase.kind != phases.RESOLVED:
        return None
    return Verdict(RESOLVED, "gone", look.phase.start)


def worsening(look: Look) -> Verdict | None:
    """Either site well above the start or above its best, or two checks saying much worse."""
    held = look.latest.grave.worse if look.latest and look.in_this_phase(look.latest) else None
    if held:
        return Verdict(WORSENING, held.cause, held.since, held.site)
    return _much_worse(look) or _worse_checks(look)


def _much_worse(look: Look) -> Verdict | None:
    """A steep rise does not wait for the weekly look; it holds until that look."""
    course, policy = look.course, look.policy
    first = max(look.day - look.day % EVALUATION_EVERY, look.phase.start, 1)
    for site in (look.base.index_site, 1 - look.base.index_site):
        if course.highest[site] < policy.worse_mean:
            continue
        for day in range(first, look.day + 1):
            week, start = course.week(site, day), course.baseline(day).scores[site]
            if week and is_worse(policy, start, week.mean, policy.worse_fast_points):
                return Verdict(WORSENING, "above_start", day, site)
    return None


def _worse_checks(look: Look) -> Verdict | None:
    known = [change for change in look.course.changes if change[0] <= look.day][-2:]
    policy = look.policy
    if len(known) < 2 or look.day - known[-1][0] > policy.worse_check_days:
        return None
    if any(change > policy.worse_change for _, change in known):
        return None
    return Verdict(WORSENING, "checks", known[-1][0], look.base.index_site)


def quiet(look: Look) -> Verdict | None:
    """A week of silence after scores that were still high."""
    last = look.course.last_rated(look.day)
    if look.day - last < look.policy.quiet_days or not _is_silent(look, last):
        return None
    for site in (look.base.index_site, 1 - look.base.index_site):
        if _was_sore(look, site):
            return Verdict(QUIET, "silence", last, site)
    return None


def _is_silent(look: Look, last: int) -> bool:
    """Nothing at all was logged for a week, and the client did not last say "better"."""
    day, course = look.day, look.course
    if any(last <= at <= day and said == "better" for at, said in check_ins(course)):
        return False
    change = course.change(day, day - last + look.policy.quiet_check_days)
    if change is not None and change >= look.policy.quiet_better:
        return False
    first = day - look.policy.quiet_days
    acts = (*(check.on for check in course.history.checks), *course.history.all_better)
    if any(first < course.day(on) <= day for on in acts):
        return False
    if any(at in course.sessions and course.sessions[at][1] for at in range(first + 1, day)):
        return False
    return look.silent_days(last) >= look.policy.quiet_days


def check_ins(course: Course) -> list[tuple[int, str]]:
    """Return (day, answer) of the one-tap check-ins, in order."""
    return sorted((course.day(on), said) for on, said in course.history.check_ins)


def _was_sore(look: Look, site: int) -> bool:
    if not _still_high(look, site):
        return False
    series = look.course.sites[site]
    week = series.week(series.latest(look.day) + 1, look.policy)
    mean = week.mean if week else _last_mean(look, site)
    return not is_improved(look.base.scores[site], mean, look.policy)


def _last_mean(look: Look, site: int) -> float:
    scores = look.course.sites[site].last_scores(look.day, look.policy.quiet_scores)
    return sum(scores) / len(scores)


def _still_high(look: Look, site: int) -> bool:
    return _last_mean(look, site) >= look.policy.quiet_mean - ROUNDING


def too_few(look: Look) -> Verdict | None:
    """No valid mean, though there were days enough to rate."""
    if look.day < look.policy.too_few_day or look.course.week(look.base.index_site, look.day):
        return None
    if is_stalled(look) and _still_high(look, look.base.index_site):
        return None
    week = range(look.day - look.policy.mean_days, look.day)
    chances = len(week) - sum(day in week for day in look.course.away)
    if chances < look.policy.chance_days:
        return None
    return Verdict(TOO_FEW, "too_few", look.day)


def early(look: Look) -> Verdict | None:
    """Before day 21, and not improved."""
    if look.day_of_phase >= look.policy.stall_day or (look.valid and look.valid.improved):
        return None
    return Verdict(EARLY, "early", look.base.zero, look.base.index_site)


def improving(look: Look) -> Verdict | None:
    """Improved, or on the way; not while a stall waits for its second week off."""
    valid = look.valid
    if valid is None or is_stalled(look) or not (valid.improved or valid.trending):
        return None
    cause = "improved" if valid.improved else "trending"
    if valid.improved and is_level(look, valid):
        cause = "better_but_level"
    return Verdict(IMPROVING, cause, look.base.zero, valid.base.index_site)


def is_level(look: Look, valid: Evaluation) -> bool:
    """Say whether an improved mean is still high and has hardly moved in four weeks."""
    policy, week = look.policy, valid.week
    earlier = valid.day - policy.level_days
    if week is None or earlier < valid.base.zero or week.mean < policy.level_mean - ROUNDING:
        return False
    then = look.course.week(valid.base.index_site, earlier)
    return then is not None and abs(then.mean - week.mean) < policy.level_change - ROUNDING


def is_stalled(look: Look) -> bool:
    """Say whether a stall is on."""
    latest = look.latest
    return latest is not None and look.in_this_phase(latest) and latest.stalled_since is not None


def not_following(look: Look) -> Verdict | None:
    """Little exercise reported: it may delay a stall once, for two weeks at most."""
    valid = look.valid
    if valid is None or is_stalled(look) or valid.little is None or valid.delayed_from is None:
        return None
    if look.day >= valid.delayed_from + look.policy.delay_days:
        return None
    return Verdict(NOT_FOLLOWING, "little_reported", valid.delayed_from, valid.base.index_site)


def stalled(look: Look) -> Verdict | None:
    """Two weekly evaluations running without improvement, until two running without a stall."""
    latest = look.latest
    if latest is None or latest.stalled_since is None or not is_stalled(look):
        return None
    return Verdict(STALLED, "stalled", latest.stalled_since, latest.base.index_site)


def level(look: Look) -> Verdict | None:
    """Anything else."""
    return Verdict(LEVEL, "level", look.day, look.base.index_site)


MATCHES: tuple[Callable[[Look], Verdict | None], ...] = (
    urgent, gp, recurrent, resolved, worsening, quiet,
    too_few, early, improving, not_following, stalled, level,
)  # fmt: skip
