"""Why a state was given: its reasons, each with the arithmetic that led to it."""

from collections.abc import Callable

from homecare.rules.course.episode import SITES
from homecare.rules.course.improvement import ROUNDING
from homecare.rules.course.measured import rated
from homecare.rules.red_flags import why_raised, words_of
from homecare.rules.schedule import next_look
from homecare.rules.verdict.arithmetic import (
    Reason,
    change,
    counted,
    exact,
    long_date,
    meant,
    notes,
    number,
    period,
    sentence,
)
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
    is_worse_than_start,
)
from homecare.rules.verdict.grave_words import for_the_gp, worsening
from homecare.rules.verdict.sentences import (
    CHECK_IN,
    SAID,
    all_better,
    back_again,
    change_in_stall,
    change_since_start,
    check_in_said,
    counted_looks,
    held,
    hurts_though_gone,
    judged_day,
    last_known,
    level_of_site,
    not_recent,
    one_week_off,
    said_so,
    since_then,
    valid_looks,
)
from homecare.rules.verdict.silence import (
    STALE,
    UNSCORED,
    check_ins,
    hurts_again,
    is_heard_of_another,
    last_scores,
)
from homecare.rules.verdict.sums import places_that_tell

WAS = {"was_gp": "GP first", "was_worsening": "worsening"}
"""What silence took the place of, by the cause that says so."""


def reasons(look: EpisodeOnDay, verdict: Verdict) -> tuple[Reason, ...]:
    """Return why `verdict` was given on that day, the deciding reason first."""
    if verdict.answers:
        return tuple(_answer(look, code.code) for code in verdict.answers)
    main = EXPLAIN[verdict.state](look, verdict) + _in_words(look, verdict)
    if verdict.state in (RESOLVED, RECURRENT, TOO_FEW, QUIET):
        return main
    # What is grave counts by the site it was found at, the others by that which decides now.
    if verdict.state in (GP, WORSENING):
        return main + back_again(look) + notes(look, verdict.site, None)
    day = look.day if verdict.state == EARLY else judged_day(look)
    return main + notes(look, look.base.index_site, day)


def _answer(look: EpisodeOnDay, code: str) -> Reason:
    newest = max(
        (answer for answer in look.open_answers() if answer.code == code),
        key=lambda answer: answer.on,
    )
    asked = f"“{words_of(code, newest.wording)}”"
    raised = f" {raised}" if (raised := why_raised(code, newest.level)) else ""
    return Reason(
        code,
        f"Answered yes or not sure on {long_date(newest.on)}: {asked} Not cleared.{raised}",
    )


def _in_words(look: EpisodeOnDay, verdict: Verdict) -> tuple[Reason, ...]:
    """Return what the client's own weekly check adds to what the scores found."""
    if verdict.said is None or verdict.cause in SAID:
        return ()
    very = look.course.much_worse[verdict.said] <= look.policy.very_much_worse
    cause = "very_much_worse" if very else "checks"
    return (Reason(cause, sentence(said_so(look, cause, verdict.said))),)


def _recurrent(look: EpisodeOnDay, _verdict: Verdict) -> tuple[Reason, ...]:
    return back_again(look)


def _resolved(look: EpisodeOnDay, verdict: Verdict) -> tuple[Reason, ...]:
    course, policy = look.course, look.policy
    if verdict.cause == "all_better":
        text = all_better(look, look.phase.tapped or verdict.since)
    else:
        week, until = policy.mean_days, long_date(course.date_of(verdict.since - 1))
        days = course.calm_days(verdict.since - week, verdict.since)
        text = (
            f"Leg and back at {exact(policy.resolved_score)} or less on {days} of {week} days, "
            f"to {until}"
        )
    site = hurts_again(look)
    sore = (
        () if site is None else hurts_though_gone(look, Verdict(RESOLVED, "back", look.day, site))
    )
    return (Reason(verdict.cause, sentence(text)), *sore)


def _quiet(look: EpisodeOnDay, verdict: Verdict) -> tuple[Reason, ...]:
    if verdict.cause == "back":
        return *hurts_though_gone(look, verdict), *_answered(look, verdict)
    if verdict.cause in WAS:
        return _was_grave(look, verdict), *_answered(look, verdict)
    if verdict.cause == UNSCORED:
        return (_unscored(look),)
    scores = last_scores(look, verdict.site)
    mean = number(sum(scores) / len(scores))
    plural = f"the last {len(scores)} scores averaged" if len(scores) > 1 else "that score was"
    text = f"{_nothing_since(look, verdict.since)}; {plural} {mean} ({SITES[verdict.site]})"
    return (Reason("silence", sentence(text)), *_answered(look, verdict))


def _nothing_since(look: EpisodeOnDay, last: int) -> str:
    """Say since when there is no score, and nothing else of the client's doing."""
    course = look.course
    scored = long_date(course.date_of(last))
    logged = course.last_logged(look.day)
    if logged <= last:
        return f"nothing logged since {scored}"
    since = long_date(course.date_of(logged))
    return f"no scores since {scored}, and nothing else logged since {since}"


def _unscored(look: EpisodeOnDay) -> Reason:
    count = look.policy.unscored_checks
    text = f"{counted(count)} weekly checks running said worse than at the start, "
    return Reason(UNSCORED, sentence(f"{text}and there are not enough scores to say how much"))


def _was_grave(look: EpisodeOnDay, verdict: Verdict) -> Reason:
    """Say what the last mean asked for, which no score has confirmed since."""
    course, site = look.course, verdict.site
    last = course.sites[site].latest(look.day)
    day = last_known(look, site, last + 1)
    since = long_date(course.date_of(last))
    text = f"no {SITES[site]} scores since {since}; it was {WAS[verdict.cause]}"
    return Reason("silence", sentence(f"{text}, {level_of_site(look, site, day)}"))


def _answered(look: EpisodeOnDay, verdict: Verdict) -> tuple[Reason, ...]:
    days = [row for row in check_ins(look.course) if verdict.since <= row[0] <= look.day][-1:]
    said = [check_in_said(look.course.date_of(at), answer) for at, answer in days]
    return tuple(Reason(CHECK_IN, text) for text in said)


def _too_few(look: EpisodeOnDay, verdict: Verdict) -> tuple[Reason, ...]:
    if verdict.cause == STALE:
        return (_stale(look),)
    days = rated(look.course, look.base.index_site, look.day)
    of = f"{SITES[look.base.index_site].lower()} " if is_heard_of_another(look) else ""
    few = Reason("too_few", f"Not enough {of}scores to judge ({days} of 7 days).")
    return few, *(
        hurts_though_gone(look, verdict) if verdict.cause == "back" else not_recent(look, days)
    )


def _stale(look: EpisodeOnDay) -> Reason:
    course, site = look.course, look.base.index_site
    last = course.sites[site].latest(look.day)
    text = f"the latest {SITES[site]} score, of {long_date(course.date_of(last))}, is "
    text += f"{look.day - last} days old: too old to judge by"
    paused = "; days away are on record" if look.day in course.away else ""
    return Reason(STALE, sentence(text + paused))


def _early(look: EpisodeOnDay, _verdict: Verdict) -> tuple[Reason, ...]:
    judged_on = long_date(look.course.date_of(look.base.zero + look.policy.stall_day))
    text = f"Day {look.day_of_phase}: too early to tell before {judged_on}"
    progress = (Reason("change", sentence(change(look, look.base.index_site, look.day))),)
    return (Reason("early", sentence(text)), *progress)


def _improving(look: EpisodeOnDay, verdict: Verdict) -> tuple[Reason, ...]:
    day, site, policy = judged_day(look), verdict.site, look.policy
    if look.valid and day != look.valid.day:  # what the look found need not be so today
        return (Reason("change", sentence(change(look, site, day))),)
    if verdict.cause == "trending":
        then, mean = look.course.week(site, day - policy.trend_days), look.course.week(site, day)
        places = places_that_tell(policy.trend_points, then or 0.0, mean or 0.0)
        was = meant(look, site, day - policy.trend_days, places)
        now = level_of_site(look, site, day, places)
        text = f"{SITES[site]} pain {was} {period(policy.trend_days)} before, {now}: on the way"
        return Reason("trending", sentence(text)), *held(look)
    main = Reason("improved", sentence(change(look, site, day)))
    if verdict.cause != "better_but_level":
        return main, *held(look)
    means = [look.course.week(site, at) or 0.0 for at in (day - policy.level_days, day)]
    places = places_that_tell(policy.level_change, max(means), min(means))
    was = meant(look, site, day - policy.level_days, places)
    text = f"Better, but level: {level_of_site(look, site, day, places)}, after {was} "
    text += f"{period(policy.level_days)} before"
    return Reason("better_but_level", sentence(text)), main, *held(look)


def _not_following(look: EpisodeOnDay, _verdict: Verdict) -> tuple[Reason, ...]:
    off = look.put_off()
    said = off.little.text if off else "few sessions reported"
    judged = judged_day(look)
    until = "" if judged == look.day else f" to {long_date(look.course.date_of(judged - 1))}"
    text = f"Little exercise reported: {said}{until}. Not logged is not undone"
    return Reason("little_reported", sentence(text)), *change_since_start(look), *held(look)


def _stalled(look: EpisodeOnDay, verdict: Verdict) -> tuple[Reason, ...]:
    latest, policy = look.latest, look.policy
    since = long_date(look.course.date_of(verdict.since))
    level = "Not better" if is_worse_than_start(look) else "Level"
    ran = look.weekly.stall.ran
    looks = f"{level} at {counted_looks(look, ran)}; " if ran else ""
    running = Reason("stalled_since", sentence(f"{looks}counted as stalled since {since}"))
    others = look.weekly.stall.others
    if latest is None or not latest.is_valid or not others:
        return *change_in_stall(look), running, *held(look)
    site = look.base.index_site
    before = valid_looks(look, site, latest.day)[others:]
    was = f" the stall, after {level_of_site(look, site, before[0])}" if before else " the stall"
    off = one_week_off(others, policy.switch_off, was)
    return *change_in_stall(look), running, off, *held(look)


def _same(look: EpisodeOnDay, _verdict: Verdict) -> tuple[Reason, ...]:
    course = look.course
    again = long_date(course.date_of(next_look(look.day)))
    how = "Worse than at the start" if is_worse_than_start(look) else "About the same"
    mean = course.week(look.base.index_site, judged_day(look))
    if mean is None:
        how = "Not enough scores to tell"
    elif mean <= look.policy.resolved_score + ROUNDING and not is_worse_than_start(look):
        how = f"Hardly any {SITES[look.base.index_site]} pain"
    if now := since_then(look):
        site = look.base.index_site
        how += f", {SITES[site]} pain {level_of_site(look, site, judged_day(look))}; {now}"
    same = Reason("level", f"{how}; looked at again on {again}.")
    return same, *change_since_start(look), *_one_more(look)


def _one_more(look: EpisodeOnDay) -> tuple[Reason, ...]:
    """Say that a stall waits for longer than it otherwise does."""
    stall, policy = look.weekly.stall, look.policy
    if not (stall.agreed and look.weekly.is_valid) or stall.plateaus < policy.switch_on:
        return ()
    who = "The weekly check and the scores say" if stall.heard else "The scores say"
    looks = f"{counted(policy.put_off_looks)} look{'s' if policy.put_off_looks > 1 else ''} more"
    return (Reason("one_more", f"{who} a little better: {looks} before it counts as a stall."),)


EXPLAIN: dict[str, Callable[[EpisodeOnDay, Verdict], tuple[Reason, ...]]] = {
    URGENT: for_the_gp, GP: for_the_gp, RECURRENT: _recurrent, RESOLVED: _resolved,
    WORSENING: worsening,
    QUIET: _quiet, TOO_FEW: _too_few, EARLY: _early, IMPROVING: _improving,
    NOT_FOLLOWING: _not_following, STALLED: _stalled, LEVEL: _same,
}  # fmt: skip
