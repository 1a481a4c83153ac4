"""Why a state was given: its reasons, each with the arithmetic that led to it."""

from collections.abc import Callable

from homecare.rules.course import SITES
from homecare.rules.figures import rated
from homecare.rules.look import (
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
    Look,
    Verdict,
)  # fmt: skip
from homecare.rules.measure import is_worse
from homecare.rules.red_flags import QUESTIONS
from homecare.rules.schedule import next_look
from homecare.rules.silence import check_ins
from homecare.rules.wording import Reason, change, long_date, notes, number, sentence, week_of

WEEKS = {3: "three", 4: "four", 5: "five", 6: "six"}
"""In words, so that no two figures stand side by side; a practice can choose no others."""


def reasons(look: Look, verdict: Verdict) -> tuple[Reason, ...]:
    """Return why `verdict` was given on that day, the deciding reason first."""
    if verdict.answers:
        return tuple(_answer(look, code.code) for code in verdict.answers)
    main = EXPLAIN[verdict.state](look, verdict)
    if verdict.state in (RESOLVED, RECURRENT, TOO_FEW, QUIET):
        return main
    return main + notes(look)


def _judged_day(look: Look) -> int:
    return look.valid.day if look.valid else look.day


def _answer(look: Look, code: str) -> Reason:
    found = max(answer.on for answer in look.open_answers() if answer.code == code)
    question = QUESTIONS.get(code)
    asked = f"“{question.text}”" if question else f"“{code}”"
    return Reason(code, f"Answered yes or not sure on {long_date(found)}: {asked} Not cleared.")


def _gp(look: Look, verdict: Verdict) -> tuple[Reason, ...]:
    site, day = verdict.site, _judged_day(look)
    weeks = look.day // 7
    policy = look.policy
    severe = f"{SITES[site]} pain {_level(look, site, day)}; from {number(policy.severe_mean)}"
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
    return (Reason(verdict.cause, sentence(text)),)


def _level(look: Look, site: int, day: int) -> str:
    mean = look.course.week(site, day)
    if mean is None:
        return "not rated enough this week"
    return f"{number(mean)} {week_of(look, day)}"


def _recurrent(look: Look, verdict: Verdict) -> tuple[Reason, ...]:
    back = long_date(look.course.date_of(verdict.since))
    text = (
        f"Pain of {number(look.policy.recurrent_score)} or more again since {back}, "
        f"{look.phase.gone_days} days after it was gone"
    )
    return (Reason(verdict.cause, sentence(text)),)


def _resolved(look: Look, verdict: Verdict) -> tuple[Reason, ...]:
    since = long_date(look.course.date_of(verdict.since))
    score = look.policy.resolved_score
    if verdict.cause == "all_better":
        text = f"“All better” was tapped, and the last two scores were low, on {since}"
    else:
        text = (
            f"Leg and back at {number(score)} or less on at least {look.policy.resolved_days} of "
            f"7 days, by {since}"
        )
    return (Reason(verdict.cause, sentence(text)),)


def _worsening(look: Look, verdict: Verdict) -> tuple[Reason, ...]:
    if verdict.cause == "checks":
        text = "two weekly checks running said “much worse”"
    elif verdict.cause == "above_best":
        best = look.latest.best[verdict.site] if look.latest else None
        best_text = "" if best is None else f", the best week was {number(best)}"
        day = look.latest.day if look.latest else look.day
        text = f"{SITES[verdict.site]} pain {_level(look, verdict.site, day)}{best_text}"
    else:
        text = _risen(look, verdict)
    return (Reason(verdict.cause, sentence(text)),)


def _risen(look: Look, verdict: Verdict) -> str:
    """Show the latest week that was worse, and this week where it no longer is."""
    site, policy = verdict.site, look.policy
    start = look.base.scores[site]
    weeks = [(day, look.course.week(site, day)) for day in range(look.day, verdict.since - 1, -1)]
    worse = [
        day for day, mean in weeks if mean and is_worse(start, mean, policy.worse_points, policy)
    ]
    day = worse[0] if worse else verdict.since
    now = f"; {_level(look, site, look.day)}" if day < look.day and weeks[0][1] is not None else ""
    return (
        f"{SITES[site]} pain {number(start)} at the start, {_level(look, site, day)}{now}; "
        f"{number(policy.worse_points)} more is worse"
    )


def _quiet(look: Look, verdict: Verdict) -> tuple[Reason, ...]:
    count = look.policy.quiet_scores
    scores = look.course.sites[verdict.site].last_scores(look.day, count)
    mean = number(sum(scores) / len(scores))
    last = long_date(look.course.date_of(verdict.since))
    plural = f"the last {len(scores)} scores averaged" if len(scores) > 1 else "that score was"
    text = f"Nothing logged since {last}; {plural} {mean} ({SITES[verdict.site]})"
    said = [answer for at, answer in check_ins(look.course) if verdict.since <= at <= look.day]
    answered = (Reason("check_in", f"The check-in was answered “{said[-1]}”."),) if said else ()
    return (Reason("silence", sentence(text)), *answered)


def _too_few(look: Look, _verdict: Verdict) -> tuple[Reason, ...]:
    days = rated(look, look.base.index_site)
    return (Reason("too_few", f"Not enough scores to judge ({days} of 7 days)."),)


def _early(look: Look, _verdict: Verdict) -> tuple[Reason, ...]:
    day = look.policy.stall_day
    judged_on = long_date(look.course.date_of(look.base.zero + day))
    text = f"Day {look.day_of_phase}: too early to tell before {judged_on}"
    progress = (Reason("change", sentence(change(look, look.base.index_site, look.day))),)
    return (Reason("early", sentence(text)), *progress)


def _improving(look: Look, verdict: Verdict) -> tuple[Reason, ...]:
    day, site, policy = _judged_day(look), verdict.site, look.policy
    if verdict.cause == "trending":
        then = look.course.week(site, day - policy.trend_days)
        was = "–" if then is None else number(then)
        text = f"{SITES[site]} pain {was} two weeks before, {_level(look, site, day)}: on the way"
        return (Reason("trending", sentence(text)),)
    main = Reason("improved", sentence(change(look, site, day)))
    if verdict.cause != "better_but_level":
        return (main,)
    weeks = WEEKS.get(policy.level_days // 7, str(policy.level_days // 7))
    then = look.course.week(site, day - policy.level_days)
    was = "–" if then is None else number(then)
    text = f"Better, but level: {_level(look, site, day)}, after {was} {weeks} weeks before"
    return (Reason("better_but_level", sentence(text)), main)


def _not_following(look: Look, _verdict: Verdict) -> tuple[Reason, ...]:
    little = look.valid.little if look.valid else None
    said = little.text if little else "few sessions reported"
    judged = _judged_day(look)
    until = "" if judged == look.day else f" to {long_date(look.course.date_of(judged - 1))}"
    text = f"Little exercise reported: {said}{until}. Not logged is not undone"
    return Reason("little_reported", sentence(text)), *_unchanged(look)


def _stalled(look: Look, verdict: Verdict) -> tuple[Reason, ...]:
    since = long_date(look.course.date_of(verdict.since))
    held = Reason("stalled_since", f"Level at two weekly looks running, since {since}.")
    latest = look.latest
    if latest and latest.is_valid and latest.others:
        off = Reason("one_off", "One week off the stall; a second one ends it.")
        return *_unchanged(look), held, off
    return *_unchanged(look), held


def _unchanged(look: Look) -> tuple[Reason, ...]:
    return (Reason("change", sentence(change(look, look.base.index_site, _judged_day(look)))),)


def _same(look: Look, _verdict: Verdict) -> tuple[Reason, ...]:
    course = look.course
    again = long_date(course.date_of(next_look(look.day)))
    same = Reason("level", f"About the same; looked at again on {again}.")
    return same, *_unchanged(look), *_one_more(look)


def _one_more(look: Look) -> tuple[Reason, ...]:
    """Say that a stall waits for one look more than it otherwise needs."""
    if look.weekly.plateaus < look.policy.switch_on or not look.weekly.is_valid:
        return ()
    text = "The weekly check says better: one look more before it counts as a stall."
    return (Reason("one_more", text),)


EXPLAIN: dict[str, Callable[[Look, Verdict], tuple[Reason, ...]]] = {
    URGENT: _gp, GP: _gp, RECURRENT: _recurrent, RESOLVED: _resolved, WORSENING: _worsening,
    QUIET: _quiet, TOO_FEW: _too_few, EARLY: _early, IMPROVING: _improving,
    NOT_FOLLOWING: _not_following, STALLED: _stalled, LEVEL: _same,
}  # fmt: skip
