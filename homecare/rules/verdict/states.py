"""The twelve states in their order: the first that matches is the verdict of the day."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from homecare.rules.course import phases
from homecare.rules.course.baseline import LEG
from homecare.rules.course.improvement import ROUNDING
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
    EpisodeOnDay,
    Verdict,
    back_as,
    is_stalled,
)
from homecare.rules.verdict.silence import back_unheard, quiet, too_few
from homecare.rules.weekly.grave import (
    GraveFinding,
    decides,
    gets_worse,
    is_answered,
    spread_day,
    worse_day,
)
from homecare.rules.weekly.looks import WeeklyLooks
from homecare.rules.weekly.week import WeeklyLook

BEST_TO_WORST = (
    RESOLVED, RECURRENT, IMPROVING, EARLY, LEVEL, TOO_FEW,
    NOT_FOLLOWING, STALLED, QUIET, WORSENING, GP, URGENT,
)  # fmt: skip
"""Somebody whose pain came back stands above somebody whose pain never went."""
URGENT_LEVELS, GP_LEVELS = (Level.EMERGENCY, Level.SAME_DAY), (Level.GP,)


def verdict(look: EpisodeOnDay) -> Verdict:
    """Return the first state that matches."""
    for match in MATCHES if look.course.answers else WITHOUT_ANSWERS:
        if matched := match(look):
            return _with_words(look, matched)
    return level(look)


def _with_words(look: EpisodeOnDay, matched: Verdict) -> Verdict:
    """Keep beside what is grave the weekly check that said so.

    Somebody may have decided on the rest already, and the client's word is new to them.
    """
    if look.course.much_worse and matched.state in (GP, WORSENING) and not matched.answers:
        matched.said = look.said_worse()
    return matched


def urgent(look: EpisodeOnDay) -> Verdict | None:
    """A 999 or same-day answer that is not cleared."""
    return _answered(look, URGENT, URGENT_LEVELS)


def gp(look: EpisodeOnDay) -> Verdict | None:
    """A GP answer that is not cleared."""
    return _answered(look, GP, GP_LEVELS)


def gp_by_scores(look: EpisodeOnDay) -> Verdict | None:
    """What a weekly evaluation found for the GP, or late worsening, whoever said what."""
    return _found_by_looks(look) or _worse_late(look)


def _found_by_looks(look: EpisodeOnDay) -> Verdict | None:
    latest, held = look.latest, look.held_gp
    if latest is None or held is None or look.is_frozen(held):
        return None
    if look.course.gp_answered_between(held.since, look.day):
        return None
    if look.phase.kind == phases.RESOLVED and (latest.day < look.phase.start or _fades(latest)):
        return None  # the pain is gone since
    return Verdict(GP, held.cause, held.since, held.site)


def _fades(latest: WeeklyLooks) -> bool:
    """Say whether the latest look no longer found what is held, or the worsening it rests on."""
    gp, worse = latest.grave.gp, latest.grave.worse
    if gp and gp.cause == "worse_late" and (worse is None or worse.off):
        return True
    return bool(gp and gp.off)


def _worse_late(look: EpisodeOnDay) -> Verdict | None:
    if look.day < look.policy.worse_late_day:
        return None
    cause = worsening(look)
    if cause is None or look.phase.kind == phases.RESOLVED:
        return None
    site = decides(look.base, GraveFinding(cause.cause, cause.site, cause.since))
    mean = look.course.week(site, look.day)
    if mean is None or look.base.improved(site, mean) or _is_answered(look, cause):
        return None
    return replace(cause, state=GP, cause="worse_late")


def _is_answered(look: EpisodeOnDay, cause: Verdict) -> bool:
    return is_answered(look.course, GraveFinding(cause.cause, cause.site, cause.since), look.day)


def _answered(look: EpisodeOnDay, state: str, levels: Iterable[Level]) -> Verdict | None:
    answers = tuple(answer for answer in look.open_answers() if answer.level in levels)
    if not answers:
        return None
    latest = max(answer.on for answer in answers)
    return Verdict(state, "answer", look.course.day(latest), answers=answers)


def gone(look: EpisodeOnDay) -> Verdict | None:
    """Pain that is gone, or is back; but what the client says in words is heard first."""
    if look.phase.kind == phases.OPEN:
        return None
    if look.phase.kind == phases.RECURRENT:
        return said_worse(look) or recurrent(look)
    return said_worse(look) or back_unheard(look) or resolved(look)


def recurrent(look: EpisodeOnDay) -> Verdict:
    """Pain back after it was gone: two weeks long."""
    return Verdict(RECURRENT, back_as(look), look.phase.mark)


def resolved(look: EpisodeOnDay) -> Verdict:
    """Pain gone, by scores or by "all better"; holds until it is back."""
    cause = "gone" if look.phase.tapped is None else "all_better"
    return Verdict(RESOLVED, cause, look.phase.start)


def worsening(look: EpisodeOnDay) -> Verdict | None:
    """Either site well above the start or its best, pain new in the leg, or the client's word."""
    held = look.held_worse
    if held and not look.is_frozen(held):
        return Verdict(WORSENING, held.cause, held.since, held.site)
    risen = _risen(look) if look.course.worse_looks else None
    return risen or said_worse(look)


def _risen(look: EpisodeOnDay) -> Verdict | None:
    """Much worse since the weekly look; the next one keeps it."""
    if not gets_worse(look.course, look.day):
        return None  # nearly always
    for site in (look.base.index_site, 1 - look.base.index_site):
        if (day := worse_day(look.course, site, look.day)) is not None:
            return Verdict(WORSENING, "above_start", day, site)
    if (day := spread_day(look.course, look.day)) is not None:
        return Verdict(WORSENING, "spreading", day, LEG)
    return None


def said_worse(look: EpisodeOnDay) -> Verdict | None:
    """The client's own word: one check saying very much worse, or two running much worse.

    It is heard before the scores may say that the pain is gone, or back.
    """
    said = look.said_worse() if look.course.much_worse else None
    if said is None:
        return None
    very = look.course.much_worse[said] <= look.policy.very_much_worse
    cause = "very_much_worse" if very else "checks"
    return Verdict(WORSENING, cause, said, look.base.index_site)


def early(look: EpisodeOnDay) -> Verdict | None:
    """Before day 21, and not improved."""
    if look.day_of_phase >= look.policy.stall_day or (look.valid and look.valid.improved):
        return None
    return Verdict(EARLY, "early", look.base.zero, look.base.index_site)


def improving(look: EpisodeOnDay) -> Verdict | None:
    """Improved, or on the way; not while a stall waits for its second week off."""
    valid = look.valid
    if valid is None or not (valid.improved or valid.trending) or is_stalled(look):
        return None
    cause = "improved" if valid.improved else "trending"
    if valid.improved and is_level(look, valid):
        cause = "better_but_level"
    return Verdict(IMPROVING, cause, look.base.zero, valid.base.index_site)


def is_level(look: EpisodeOnDay, valid: WeeklyLook) -> bool:
    """Say whether an improved mean is still high and has hardly moved in four weeks."""
    policy, mean = look.policy, valid.mean
    earlier = valid.day - policy.level_days
    if mean is None or earlier < valid.base.zero or mean < policy.level_mean - ROUNDING:
        return False
    then = look.course.week(valid.base.index_site, earlier)
    return then is not None and abs(then - mean) < policy.level_change - ROUNDING


def not_following(look: EpisodeOnDay) -> Verdict | None:
    """Little exercise reported: it may delay a stall once, for two weeks at most."""
    valid, off = look.valid, look.put_off()
    if valid is None or off is None or is_stalled(look):
        return None
    if look.day >= off.since + look.policy.delay_days:
        return None
    return Verdict(NOT_FOLLOWING, "little_reported", off.since, valid.base.index_site)


def stalled(look: EpisodeOnDay) -> Verdict | None:
    """Two weekly evaluations running without improvement, until two running without a stall."""
    latest = look.latest
    since = latest.stall.since if latest and look.is_looked_at else None
    return Verdict(STALLED, "stalled", since, latest.base.index_site) if latest and since else None


def level(look: EpisodeOnDay) -> Verdict:
    """Anything else."""
    return Verdict(LEVEL, "level", look.day, look.base.index_site)


WITHOUT_ANSWERS: tuple[Callable[[EpisodeOnDay], Verdict | None], ...] = (
    gp_by_scores, gone, worsening, quiet,
    too_few, early, improving, not_following, stalled,
)  # fmt: skip
MATCHES = (urgent, gp, *WITHOUT_ANSWERS)
