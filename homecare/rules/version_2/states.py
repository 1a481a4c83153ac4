"""The states of version 2 that ask for a flag, in its order, and what hides them."""

from collections.abc import Callable, Iterable

from homecare.rules.course.improvement import ROUNDING, says_better
from homecare.rules.course.phases import RECURRENT as BACK_AGAIN
from homecare.rules.course.phases import RESOLVED as GONE
from homecare.rules.red_flags import Level
from homecare.rules.verdict.episode_on_day import (
    EARLY,
    GP,
    IMPROVING,
    LEVEL,
    NOT_FOLLOWING,
    QUIET,
    RECURRENT,
    RESOLVED,
    STALLED,
    TOO_FEW,
    URGENT,
    WORSENING,
    Verdict,
)
from homecare.rules.version_2.course import Course
from homecare.rules.version_2.grave import Grave, worse_day
from homecare.rules.version_2.thresholds import is_agreed
from homecare.rules.version_2.weekly import Weekly


class Look:
    """An episode as it stands on one day; what the states ask about it."""

    def __init__(self, course: Course, day: int, weekly: Weekly) -> None:
        """Look at `course` on `day`; `weekly` is walked on from an earlier day."""
        weekly.walk_to(day)
        self.course, self.policy, self.day, self.weekly = course, course.policy, day, weekly
        self.phase, self.base = course.phase(day), course.baseline(day)
        self.is_same_start = weekly.day > 0 and weekly.base.zero == self.base.zero
        self.grave = weekly.grave if self.is_same_start else Grave()
        judged = weekly.judged
        self.valid = judged if judged and judged.base.zero == self.base.zero else None
        self.is_stalled = self.is_same_start and weekly.stalled_since is not None


def verdict(look: Look) -> Verdict:
    """Return the first state that matches."""
    matched = (match(look) for match in MATCHES)
    return next((one for one in matched if one), Verdict(LEVEL, "level", look.day))


def _urgent(look: Look) -> Verdict | None:
    return _answered(look, URGENT, (Level.EMERGENCY, Level.SAME_DAY))


def _gp(look: Look) -> Verdict | None:
    return _answered(look, GP, (Level.GP,)) or _gp_by_scores(look) or _worse_late(look)


def _answered(look: Look, state: str, levels: Iterable[Level]) -> Verdict | None:
    on = look.course.date_of(look.day)
    standing = [one for one in look.course.answers if one.level in levels and one.open_on(on)]
    latest = max((look.course.day(one.on) for one in standing), default=None)
    return None if latest is None else Verdict(state, "answer", latest)


def _gp_by_scores(look: Look) -> Verdict | None:
    held = look.grave.gp
    if held is None:
        return None
    if look.phase.kind == GONE and (look.weekly.day < look.phase.start or _fades(look.grave)):
        return None  # the pain is gone since
    return Verdict(GP, held.cause, held.since, held.site)


def _fades(grave: Grave) -> bool:
    gp, worse = grave.gp, grave.worse
    if gp and gp.cause == "worse_late" and (worse is None or worse.off):
        return True
    return bool(gp and gp.off)


def _worse_late(look: Look) -> Verdict | None:
    found = _worsening(look) if look.day >= look.policy.worse_late_day else None
    if found is None or look.phase.kind == GONE:
        return None
    mean = look.course.week(found.site, look.day)
    if mean is None or look.base.improved(found.site, mean):
        return None
    return Verdict(GP, "worse_late", found.since, found.site)


def _recurrent(look: Look) -> Verdict | None:
    if look.phase.kind != BACK_AGAIN:
        return None
    again = look.phase.gone_days >= look.policy.recurrence_after_days
    return Verdict(RECURRENT, "recurrence" if again else "flare", look.phase.mark)


def _resolved(look: Look) -> Verdict | None:
    return Verdict(RESOLVED, "gone", look.phase.start) if look.phase.kind == GONE else None


def _worsening(look: Look) -> Verdict | None:
    if held := look.grave.worse:
        return Verdict(WORSENING, held.cause, held.since, held.site)
    for site in (look.base.index_site, 1 - look.base.index_site):
        if (day := worse_day(look.course, site, look.day)) is not None:
            return Verdict(WORSENING, "above_start", day, site)
    latest = max((at for at, _ in look.course.changes if at <= look.day), default=look.day)
    if latest not in look.course.much_worse or look.day - latest > look.policy.worse_check_days:
        return None
    return Verdict(WORSENING, "checks", latest, look.base.index_site)


def _quiet(look: Look) -> Verdict | None:
    last = look.course.last_rated(look.day)
    if look.day - last < look.policy.quiet_days or not _is_silent(look, last):
        return None
    for site in (look.base.index_site, 1 - look.base.index_site):
        if _is_high(look, site) and not _was_better(look, site):
            return Verdict(QUIET, "silence", last, site)
    return None


def _is_silent(look: Look, last: int) -> bool:
    day, course, first = look.day, look.course, look.day - look.policy.quiet_days
    answered = [(course.day(on), said) for on, said in course.history.check_ins]
    if any(last <= at <= day and said == "better" for at, said in answered):
        return False
    acts = (*(check.on for check in course.history.checks), *course.history.all_better)
    if any(first < course.day(on) <= day for on in acts):
        return False
    if any(at in course.sessions and course.sessions[at][1] for at in range(first + 1, day)):
        return False
    passed = range(last + 1, day + 1)
    return len(set(passed) - course.excused) >= look.policy.quiet_days


def _was_better(look: Look, site: int) -> bool:
    policy, start, series = look.policy, look.base.scores[site], look.course.sites[site]
    last = series.latest(look.day)
    week = series.full_week(last + 1)
    mean = _last_mean(look, site) if week is None else week
    change = look.course.change(look.day, look.day - last + policy.quiet_check_days)
    if change is not None and change < policy.better:
        return start - mean >= policy.quiet_share * start - ROUNDING
    if says_better(change, policy) and last < look.base.zero + policy.early_word_days:
        return True
    return look.base.improved(site, mean) or is_agreed(start, mean, change, policy)


def _last_mean(look: Look, site: int) -> float:
    scores = look.course.sites[site].last_scores(look.day, look.policy.quiet_scores)
    return sum(scores) / len(scores)


def _is_high(look: Look, site: int) -> bool:
    return _last_mean(look, site) >= look.policy.quiet_mean - ROUNDING


def _too_few(look: Look) -> Verdict | None:
    index = look.base.index_site
    if look.day < look.policy.too_few_day or look.course.week(index, look.day) is not None:
        return None
    if look.is_stalled and _is_high(look, index):
        return None
    week = set(range(look.day - look.policy.mean_days, look.day))
    if len(week - look.course.away) < look.policy.chance_days:
        return None
    return Verdict(TOO_FEW, "too_few", look.day)


def _early(look: Look) -> Verdict | None:
    if look.day - look.base.zero >= look.policy.stall_day or (look.valid and look.valid.improved):
        return None
    return Verdict(EARLY, "early", look.base.zero)


def _improving(look: Look) -> Verdict | None:
    valid = look.valid
    if valid is None or look.is_stalled or valid.flat:
        return None
    level = valid.improved and _is_level(look)
    return Verdict(IMPROVING, "better_but_level" if level else "improved", look.base.zero)


def _is_level(look: Look) -> bool:
    policy, valid = look.policy, look.valid
    if valid is None or valid.mean is None or valid.mean < policy.level_mean - ROUNDING:
        return False
    earlier = valid.day - policy.level_days
    then = look.course.week(valid.base.index_site, earlier)
    if then is None or earlier < valid.base.zero:
        return False
    return abs(then - valid.mean) < policy.level_change - ROUNDING


def _not_following(look: Look) -> Verdict | None:
    since = look.weekly.delayed_from
    if look.valid is None or look.is_stalled or not look.weekly.little or since is None:
        return None
    if look.day >= since + look.policy.delay_days:
        return None
    return Verdict(NOT_FOLLOWING, "little_reported", since)


def _stalled(look: Look) -> Verdict | None:
    since = look.weekly.stalled_since
    return Verdict(STALLED, "stalled", since) if look.is_stalled and since is not None else None


MATCHES: tuple[Callable[[Look], Verdict | None], ...] = (
    _urgent, _gp, _recurrent, _resolved, _worsening, _quiet,
    _too_few, _early, _improving, _not_following, _stalled,
)  # fmt: skip
