"""Why it is grave, in words: a matter for the GP; risen, spreading, new in the leg, or said so."""

from collections.abc import Callable

from homecare.rules.course.baseline import BACK, LEG
from homecare.rules.course.episode import SITES
from homecare.rules.course.improvement import ROUNDING, is_worse
from homecare.rules.policy import EVALUATION_EVERY
from homecare.rules.verdict import states
from homecare.rules.verdict.arithmetic import (
    Reason,
    change,
    counted,
    exact,
    meant,
    number,
    sentence,
)
from homecare.rules.verdict.episode_on_day import EpisodeOnDay, Verdict, is_said_as_worse
from homecare.rules.verdict.sentences import (
    ONE_OFF,
    SAID,
    change_since_start,
    held,
    judged_day,
    last_known,
    level_of_site,
    one_week_off,
    running_looks,
    said_so,
)
from homecare.rules.verdict.sums import places_that_tell

EASED = 0.5
"""A fall of a mean, in points, from which the sentence says that the back eased (ours)."""


def worsening(look: EpisodeOnDay, verdict: Verdict) -> tuple[Reason, ...]:
    main = Reason(verdict.cause, sentence(_why_worse(look, verdict)))
    if verdict.cause in SAID:
        return main, *change_since_start(look)
    if verdict.cause == "spreading" or _is_new_in_leg(look, verdict):
        return (main,)
    return main, *_held(look, verdict)


def _why_worse(look: EpisodeOnDay, verdict: Verdict) -> str:
    if verdict.cause in SAID:
        return said_so(look, verdict.cause, verdict.since)
    if verdict.cause == "spreading" or _is_new_in_leg(look, verdict):
        return _spreading(look, verdict)
    return (_above_best if verdict.cause == "above_best" else _risen)(look, verdict)


def _above_best(look: EpisodeOnDay, verdict: Verdict) -> str:
    """Show the week that was so far above the best one, and the latest look after it."""
    best = look.latest.best[verdict.site] if look.latest else None
    on = look.held_worse
    day = max(on.found, on.since) if on else look.day
    week = look.course.span(verdict.site, day) in (0, look.policy.mean_days)
    named = "week" if week else "mean"
    mean = look.course.week(verdict.site, day) or 0.0
    places = places_that_tell(look.policy.rebound_points, mean, best or 0.0)
    best_text = "" if best is None else f", the best {named} was {best:.{places}f}"
    level = level_of_site(look, verdict.site, day, places)
    text = f"{SITES[verdict.site]} pain {level}{best_text}"
    latest = look.latest.day if look.latest else 0
    if look.told_today and look.course.week(verdict.site, look.day) is not None:
        latest = look.day
    if latest <= day or look.course.week(verdict.site, latest) is None:
        return text
    return f"{text}; {level_of_site(look, verdict.site, latest)}"


def _held(look: EpisodeOnDay, verdict: Verdict) -> tuple[Reason, ...]:
    """Say that the newest weekly look did not find it."""
    on = look.held_worse
    if on is None or not on.off or on.cause != verdict.cause:
        return ()
    return (one_week_off(on.off, look.policy.switch_off),)


def _is_new_in_leg(look: EpisodeOnDay, verdict: Verdict) -> bool:
    new = look.base.scores[LEG] <= look.policy.spread_from + ROUNDING
    return verdict.cause == "above_start" and verdict.site == LEG and new


def _spreading(look: EpisodeOnDay, verdict: Verdict) -> str:
    """Show the leg beside its start, and the back where it has eased meanwhile."""
    course, days = look.course, range(look.day, verdict.since - 1, -1)
    spread = [day for day in days if course.is_spread(day)]
    day = spread[0] if spread else verdict.since
    is_known = day < look.day and course.week(LEG, look.day) is not None
    now = f"; {level_of_site(look, LEG, look.day)}" if is_known else ""
    start, back = number(look.base.scores[LEG]), course.week(BACK, day)
    text = (
        f"pain has appeared in the leg: {start} at the start, {level_of_site(look, LEG, day)}{now}"
    )
    was = look.base.scores[BACK]
    if back is None or was - back < EASED:
        return text
    return f"{text}; the back went from {number(was)} to {meant(look, BACK, day)}"


def _risen(look: EpisodeOnDay, verdict: Verdict) -> str:
    """Show the latest week that was worse, and this week where it no longer is."""
    site, policy, course = verdict.site, look.policy, look.course
    start = look.base.scores[site]
    again = verdict.cause == "half_again"
    more = (
        max(policy.half_again_points, policy.half_again_share * start)
        if again
        else policy.worse_points
    )
    weeks = [(day, course.week(site, day)) for day in range(look.day, verdict.since - 1, -1)]
    worse = [day for day, mean in weeks if mean and is_worse(start, mean, more, policy)]
    day = worse[0] if worse else verdict.since
    places = places_that_tell(more, course.week(site, day) or 0.0, start)
    now = (
        f"; {level_of_site(look, site, look.day)}"
        if day < look.day and weeks[0][1] is not None
        else ""
    )
    asked = f"{policy.half_again_share * 100:g} % more, and " if again else ""
    least = policy.half_again_points if again else policy.worse_points
    return (
        f"{SITES[site]} pain {start:.{places}f} at the start, "
        f"{level_of_site(look, site, day, places)}{now}; {asked}{exact(least)} more is worse"
    )


def for_the_gp(look: EpisodeOnDay, verdict: Verdict) -> tuple[Reason, ...]:
    text = FOR_THE_GP[verdict.cause](look, verdict)
    now = held(look) if verdict.cause == "long_standing" else ()
    return Reason(verdict.cause, sentence(text)), *now, *_held_for_gp(look, verdict)


def _severe_late(look: EpisodeOnDay, verdict: Verdict) -> str:
    levels = _levels(look, verdict.site, _found(look, verdict))
    return (
        f"{SITES[verdict.site]} pain {levels}; from {exact(look.policy.severe_mean)} so late, "
        f"{look.day // 7} weeks after intake, it is a matter for the GP"
    )


def _severe_looks(look: EpisodeOnDay, verdict: Verdict) -> str:
    policy, levels = look.policy, _severe_twice(look, verdict.site, _found(look, verdict))
    return (
        f"{levels}; from {exact(policy.severe_mean)} at "
        f"{running_looks(policy.severe_evaluations)} it is a matter for the GP"
    )


def _long_standing(look: EpisodeOnDay, verdict: Verdict) -> str:
    began = (look.course.date_of(look.day) - look.course.history.intake.onset).days // 7
    day = last_known(look, verdict.site, judged_day(look))
    return (
        f"{change(look, verdict.site, day)}. It began {began} weeks ago, "
        f"and intake was {look.day // 7} weeks ago"
    )


def _worse_late(look: EpisodeOnDay, verdict: Verdict) -> str:
    """Show how far above the start it is; or, where it is not, what says that it gets worse."""
    site, weeks = verdict.site, f"{look.day // 7} weeks after intake"
    day = last_known(look, site, look.day)
    if is_said_as_worse(look, site, day):
        return f"{change(look, site, day)}; getting worse {weeks}"
    if (found := states.worsening(look)) is not None:
        if found.cause in SAID:  # the weekly check itself is named by a reason of its own
            return f"The client’s own word is that it is getting worse, {weeks}"
        return f"{_why_worse(look, found)}; getting worse {weeks}"
    was = f"{_found(look, verdict) // 7} weeks after intake"
    return f"{change(look, site, day)}; it was getting worse {was}"


FOR_THE_GP: dict[str, Callable[[EpisodeOnDay, Verdict], str]] = {
    "severe_late": _severe_late, "severe_twice": _severe_looks,
    "long_standing": _long_standing, "worse_late": _worse_late,
}  # fmt: skip


def _found(look: EpisodeOnDay, verdict: Verdict) -> int:
    """Return the day of the weekly look that last found it, or today."""
    on = look.held_gp
    return max(on.found, on.since) if on and on.cause == verdict.cause else look.day


def _held_for_gp(look: EpisodeOnDay, verdict: Verdict) -> tuple[Reason, ...]:
    """Say that the newest weekly look did not find it, and what ends it."""
    on, latest = look.held_gp, look.latest
    if on is None or latest is None or on.cause != verdict.cause:
        return ()
    off = (latest.day - max(on.found, on.since)) // EVALUATION_EVERY
    if off <= 0 or not latest.is_valid:
        return ()
    if on.off:
        return (one_week_off(on.off, look.policy.switch_off),)
    weeks = f"{counted(off)} week{'s' if off > 1 else ''} off"
    ends = running_looks(look.policy.switch_off)
    return (Reason(ONE_OFF, sentence(
        f"{weeks}; it ends when improved at {ends}, or with the GP’s answer"
    )),)  # fmt: skip


def _levels(look: EpisodeOnDay, site: int, found: int) -> str:
    """Show the mean of the weekly look that found it, and the latest one where that is later."""
    shown = level_of_site(look, site, found)
    latest = judged_day(look)
    if latest <= found or look.course.week(site, latest) is None:
        return shown
    return f"{shown}, {level_of_site(look, site, latest)}"


def _severe_twice(look: EpisodeOnDay, site: int, found: int) -> str:
    """Show the means of the looks that were severe one after the other, the latest last.

    Another site may have decided at the earlier ones: each is named where it begins.
    """
    course = look.course
    looks = ((course.baseline(at).index_site, at) for at in range(found, 0, -EVALUATION_EVERY))
    valid = [(one, at) for one, at in looks if course.sites[one].at_look(at) is not None]
    before = valid[1 : look.policy.severe_evaluations]
    shown = [(one, level_of_site(look, one, at)) for one, at in reversed(before)]
    shown.append((site, _levels(look, site, found)))
    named = [
        level if at and one == shown[at - 1][0] else f"{SITES[one]} pain {level}"
        for at, (one, level) in enumerate(shown)
    ]
    return ", ".join(named)
