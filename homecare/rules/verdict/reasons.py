"""Why a state was given: its reasons, each with the arithmetic that led to it."""

from collections.abc import Callable

from homecare.rules.course.episode import SITES
from homecare.rules.course.improvement import ROUNDING
from homecare.rules.course.measured import rated
from homecare.rules.policy import EVALUATION_EVERY
from homecare.rules.red_flags import why_raised, words_of
from homecare.rules.schedule import next_look
from homecare.rules.verdict.arithmetic import (
    Reason,
    change,
    long_date,
    meant,
    notes,
    number,
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
)
from homecare.rules.verdict.sentences import (
    CHECK_IN,
    ONE_OFF,
    SAID,
    change_since_start,
    check_in_said,
    judged_day,
    level_of_site,
    said_so,
)
from homecare.rules.verdict.silence import check_ins, last_scores, sore_again
from homecare.rules.verdict.worsening import worsening

WAS = {"was_gp": "GP first", "was_worsening": "worsening"}
"""What silence took the place of, by the cause that says so."""

LEVEL_WEEKS = {3: "three", 4: "four", 5: "five", 6: "six"}
"""In words, so that no two figures stand side by side; a practice can choose no others."""


def reasons(look: EpisodeOnDay, verdict: Verdict) -> tuple[Reason, ...]:
    """Return why `verdict` was given on that day, the deciding reason first."""
    if verdict.answers:
        return tuple(_answer(look, code.code) for code in verdict.answers)
    main = EXPLAIN[verdict.state](look, verdict) + _in_words(look, verdict)
    if verdict.state in (RESOLVED, RECURRENT, TOO_FEW, QUIET):
        return main
    return main + notes(look)


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


def _gp(look: EpisodeOnDay, verdict: Verdict) -> tuple[Reason, ...]:
    site, day = verdict.site, judged_day(look)
    weeks = look.day // 7
    policy = look.policy
    severe = f"{SITES[site]} pain {_severe(look, site, day)}; from {number(policy.severe_mean)}"
    onset = look.course.history.intake.onset
    text = {
        "severe_late": f"{severe} it is a matter for the GP after {weeks} weeks",
        "severe_twice": f"{severe} at two weekly looks running it is a matter for the GP",
        "long_standing": (
            f"{change(look, site, day)}. It began "
            f"{(look.course.date_of(look.day) - onset).days // 7} weeks ago, "
            f"and intake was {weeks} weeks ago"
        ),
        "worse_late": f"{change(look, site, look.day)}; getting worse {weeks} weeks after intake",
    }[verdict.cause]
    held = look.latest.grave.gp if look.latest else None
    off = held.off if held and held.cause == verdict.cause else 0
    one_off = (Reason(ONE_OFF, "One week off; a second one ends it."),) if off else ()
    return (Reason(verdict.cause, sentence(text)), *one_off)


def _severe(look: EpisodeOnDay, site: int, day: int) -> str:
    """Show the latest severe weekly look, and this week where it no longer is."""
    looks = range(day - day % EVALUATION_EVERY, 0, -EVALUATION_EVERY)
    severe = look.policy.severe_mean - ROUNDING
    high = next((at for at in looks if (look.course.week(site, at) or 0) >= severe), day)
    if high >= day:
        return level_of_site(look, site, day)
    return f"{level_of_site(look, site, high)}, {level_of_site(look, site, day)}"


def _in_words(look: EpisodeOnDay, verdict: Verdict) -> tuple[Reason, ...]:
    """Return what the client's own weekly check adds to what the scores found."""
    if verdict.said is None or verdict.cause in SAID:
        return ()
    very = look.course.much_worse[verdict.said] <= look.policy.very_much_worse
    cause = "very_much_worse" if very else "checks"
    return (Reason(cause, sentence(said_so(look, cause, verdict.said))),)


def _recurrent(look: EpisodeOnDay, verdict: Verdict) -> tuple[Reason, ...]:
    back = long_date(look.course.date_of(verdict.since))
    text = (
        f"Pain of {number(look.policy.recurrent_score)} or more again since {back}, "
        f"{look.phase.gone_days} days after it was gone"
    )
    return (Reason(verdict.cause, sentence(text)),)


def _resolved(look: EpisodeOnDay, verdict: Verdict) -> tuple[Reason, ...]:
    since = long_date(look.course.date_of(verdict.since))
    score = look.policy.resolved_score
    if verdict.cause == "all_better":
        tapped = long_date(look.course.date_of(look.phase.tapped or verdict.since))
        most, count = number(look.policy.all_better_score), look.policy.all_better_scores
        text = (
            f"“All better” was tapped on {tapped}, and the last {count} scores were {most} or less"
        )
    else:
        text = (
            f"Leg and back at {number(score)} or less on at least {look.policy.resolved_days} of "
            f"7 days, by {since}"
        )
    site = sore_again(look)
    sore = () if site is None else _back(look, Verdict(RESOLVED, "back", look.day, site))
    return (Reason(verdict.cause, sentence(text)), *sore)


def _quiet(look: EpisodeOnDay, verdict: Verdict) -> tuple[Reason, ...]:
    if verdict.cause == "back":
        return *_back(look, verdict), *_answered(look, verdict)
    if verdict.cause in WAS:
        return _was_grave(look, verdict), *_answered(look, verdict)
    scores = last_scores(look, verdict.site)
    mean = number(sum(scores) / len(scores))
    last = long_date(look.course.date_of(verdict.since))
    plural = f"the last {len(scores)} scores averaged" if len(scores) > 1 else "that score was"
    text = f"No scores since {last}, and a week without exercise or a weekly check; "
    text += f"{plural} {mean} ({SITES[verdict.site]})"
    return (Reason("silence", sentence(text)), *_answered(look, verdict))


def _was_grave(look: EpisodeOnDay, verdict: Verdict) -> Reason:
    """Say what the last mean asked for, which no score has confirmed since."""
    course, site = look.course, verdict.site
    last = course.sites[site].latest(look.day)
    day = next((at for at in range(last + 1, 0, -1) if course.week(site, at) is not None), last)
    since = long_date(course.date_of(last))
    text = f"no {SITES[site]} scores since {since}; it was {WAS[verdict.cause]}"
    return Reason("silence", sentence(f"{text}, {level_of_site(look, site, day)}"))


def _answered(look: EpisodeOnDay, verdict: Verdict) -> tuple[Reason, ...]:
    said = [answer for at, answer in check_ins(look.course) if verdict.since <= at <= look.day]
    return (Reason(CHECK_IN, check_in_said(said[-1])),) if said else ()


def _back(look: EpisodeOnDay, verdict: Verdict) -> tuple[Reason, ...]:
    """Name the score that said after the pain was gone that it is not, the last there is."""
    course, site = look.course, verdict.site
    day = course.sites[site].latest(look.day)
    score, gone = course.sites[site].scores[day], long_date(course.date_of(look.phase.start))
    text = (
        f"pain was gone by {gone}; the last score since, on {long_date(course.date_of(day))}, "
        f"was {number(score or 0)} ({SITES[site]})"
    )
    return (Reason("back", sentence(text)),)


def _too_few(look: EpisodeOnDay, verdict: Verdict) -> tuple[Reason, ...]:
    days = rated(look.course, look.base.index_site, look.day)
    few = Reason("too_few", f"Not enough scores to judge ({days} of 7 days).")
    return (few, *_back(look, verdict)) if verdict.cause == "back" else (few,)


def _early(look: EpisodeOnDay, _verdict: Verdict) -> tuple[Reason, ...]:
    day = look.policy.stall_day
    judged_on = long_date(look.course.date_of(look.base.zero + day))
    text = f"Day {look.day_of_phase}: too early to tell before {judged_on}"
    progress = (Reason("change", sentence(change(look, look.base.index_site, look.day))),)
    return (Reason("early", sentence(text)), *progress)


def _improving(look: EpisodeOnDay, verdict: Verdict) -> tuple[Reason, ...]:
    day, site, policy = judged_day(look), verdict.site, look.policy
    if verdict.cause == "trending":
        was = meant(look, site, day - policy.trend_days)
        now = level_of_site(look, site, day)
        text = f"{SITES[site]} pain {was} two weeks before, {now}: on the way"
        return (Reason("trending", sentence(text)),)
    main = Reason("improved", sentence(change(look, site, day)))
    if verdict.cause != "better_but_level":
        return (main,)
    weeks = LEVEL_WEEKS.get(policy.level_days // 7, str(policy.level_days // 7))
    was = meant(look, site, day - policy.level_days)
    text = f"Better, but level: {level_of_site(look, site, day)}, after {was} {weeks} weeks before"
    return (Reason("better_but_level", sentence(text)), main)


def _not_following(look: EpisodeOnDay, _verdict: Verdict) -> tuple[Reason, ...]:
    little = look.valid.little if look.valid else None
    said = little.text if little else "few sessions reported"
    judged = judged_day(look)
    until = "" if judged == look.day else f" to {long_date(look.course.date_of(judged - 1))}"
    text = f"Little exercise reported: {said}{until}. Not logged is not undone"
    return Reason("little_reported", sentence(text)), *change_since_start(look)


def _stalled(look: EpisodeOnDay, verdict: Verdict) -> tuple[Reason, ...]:
    since = long_date(look.course.date_of(verdict.since))
    held = Reason("stalled_since", f"Level at two weekly looks running, since {since}.")
    latest = look.latest
    if latest and latest.is_valid and latest.others:
        off = Reason(ONE_OFF, "One week off the stall; a second one ends it.")
        return *change_since_start(look), held, off
    return *change_since_start(look), held


def _same(look: EpisodeOnDay, _verdict: Verdict) -> tuple[Reason, ...]:
    course = look.course
    again = long_date(course.date_of(next_look(look.day)))
    same = Reason("level", f"About the same; looked at again on {again}.")
    return same, *change_since_start(look), *_one_more(look)


def _one_more(look: EpisodeOnDay) -> tuple[Reason, ...]:
    """Say that a stall waits for one look more than it otherwise needs."""
    if look.weekly.plateaus < look.policy.switch_on or not look.weekly.is_valid:
        return ()
    text = "The weekly check says better: one look more before it counts as a stall."
    return (Reason("one_more", text),)


EXPLAIN: dict[str, Callable[[EpisodeOnDay, Verdict], tuple[Reason, ...]]] = {
    URGENT: _gp, GP: _gp, RECURRENT: _recurrent, RESOLVED: _resolved, WORSENING: worsening,
    QUIET: _quiet, TOO_FEW: _too_few, EARLY: _early, IMPROVING: _improving,
    NOT_FOLLOWING: _not_following, STALLED: _stalled, LEVEL: _same,
}  # fmt: skip
