"""Why somebody is worsening, in words: risen, spreading, new in the leg, or said so."""

from homecare.rules.course.baseline import BACK, LEG
from homecare.rules.course.episode import SITES
from homecare.rules.course.improvement import ROUNDING, is_worse
from homecare.rules.verdict.arithmetic import (
    Reason,
    meant,
    number,
    sentence,
)
from homecare.rules.verdict.episode_on_day import (
    EpisodeOnDay,
    Verdict,
)
from homecare.rules.verdict.sentences import SAID, change_since_start, level_of_site, said_so

EASED = 0.5
"""A fall of a mean, in points, from which the sentence says that the back eased (ours)."""


def worsening(look: EpisodeOnDay, verdict: Verdict) -> tuple[Reason, ...]:
    if verdict.cause in SAID:
        text = said_so(look, verdict.cause, verdict.since)
        return Reason(verdict.cause, sentence(text)), *change_since_start(look)
    if verdict.cause == "spreading" or _is_new_in_leg(look, verdict):
        return (Reason(verdict.cause, sentence(_spreading(look, verdict))),)
    if verdict.cause == "above_best":
        best = look.latest.best[verdict.site] if look.latest else None
        day = look.latest.day if look.latest else look.day
        week = look.course.span(verdict.site, day) in (0, look.policy.mean_days)
        named = "week" if week else "mean"
        best_text = "" if best is None else f", the best {named} was {number(best)}"
        text = f"{SITES[verdict.site]} pain {level_of_site(look, verdict.site, day)}{best_text}"
    else:
        text = _risen(look, verdict)
    return (Reason(verdict.cause, sentence(text)),)


def _is_new_in_leg(look: EpisodeOnDay, verdict: Verdict) -> bool:
    new = look.base.scores[LEG] <= look.policy.spread_from + ROUNDING
    return verdict.cause == "above_start" and verdict.site == LEG and new


def _spreading(look: EpisodeOnDay, verdict: Verdict) -> str:
    """Show the leg beside its start, and the back where it has eased meanwhile."""
    course, days = look.course, range(look.day, verdict.since - 1, -1)
    spread = [day for day in days if course.is_spread(day)]
    day = spread[0] if spread else verdict.since
    now = f"; {level_of_site(look, LEG, look.day)}" if day < look.day else ""
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
    site, policy = verdict.site, look.policy
    start = look.base.scores[site]
    weeks = [(day, look.course.week(site, day)) for day in range(look.day, verdict.since - 1, -1)]
    worse = [
        day for day, mean in weeks if mean and is_worse(start, mean, policy.worse_points, policy)
    ]
    day = worse[0] if worse else verdict.since
    now = (
        f"; {level_of_site(look, site, look.day)}"
        if day < look.day and weeks[0][1] is not None
        else ""
    )
    return (
        f"{SITES[site]} pain {number(start)} at the start, {level_of_site(look, site, day)}{now}; "
        f"{number(policy.worse_points)} more is worse"
    )
