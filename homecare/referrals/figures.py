"""The figures of a letter: pain at the start and now with the sum, exercise, visits, answers."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from uuid import UUID

from homecare.activities.words import SCALE, Followed
from homecare.flags.red_flag_answers import TAPPED
from homecare.language import count, listed, long_date, starts_upper, with_its_week
from homecare.progress.over import exercise_span
from homecare.progress.queries import (
    BACK,
    DAY,
    LEG,
    WEEK,
    Course,
    exercise_of,
)
from homecare.progress.words import new_start, stretch
from homecare.rules.assessment import Assessment
from homecare.rules.gate import CONTRAINDICATED
from homecare.rules.policy import Policy
from homecare.rules.red_flags import GP_FIRST, QUESTIONS, Level, level_of
from homecare.rules.retold import in_plain_words, is_their_own_word
from homecare.rules.verdict.arithmetic import Reason, number
from homecare.rules.verdict.episode_on_day import GP
from homecare.rules.verdict.sums import Sum, sum_of
from homecare.screening.models import CORRECTED, RedFlagAnswer, Screening

# Reasons that tell the therapist what to do next; a reader elsewhere can do nothing with them.
FOR_THE_THERAPIST = {
    "background", "background_unasked", "check_old", "contraindication", "gp_first", "gp_too",
    "held", "level", "one_more", "one_off", "thin", "uncleared", "visit_fresh", "visits",
}  # fmt: skip
YES_OR_NOT_SURE = "yes or not sure"
DOCTOR_BEFORE_HANDS = "Before anybody treats them by hand a doctor should look at it."
MOST_DATES = 4  # visits named one by one; of more, the first and the last
REPORTED = (
    "“Reported” is what the client told us they did, of what was due: nobody watched, and a time "
    "that was not logged may have been done."
)


def scores(course: Course, policy: Policy) -> list[list[str]]:
    """A row for each site: where, at the start, now, and the sum of the two as printed."""
    return [_row(course, site, getattr(course.start, site), policy) for site in (LEG, BACK)]


def scores_head(course: Course) -> list[str]:
    """The heads of those rows. Where a mean is of more than a week each says its own days, and
    the head names none."""
    until = course.asked_on - DAY
    to = f" to {long_date(until)}" if until >= course.intake_on else ""
    of = f" of {WEEK} days" if _are_weeks(course) else ""
    anew = new_start(course)
    start = f"At the new start, {long_date(anew)}" if anew else "At the start"
    return ["Pain, 0–10", start, f"Mean{of}{to}", "Change"]


def _are_weeks(course: Course) -> bool:
    """Whether every mean there is is that of a week."""
    return all(course.span(site) == WEEK for site in (LEG, BACK) if course.mean(site) is not None)


def _row(course: Course, site: str, start: float, policy: Policy) -> list[str]:
    mean = course.mean(site)
    if mean is None:
        return [site.capitalize(), number(start), "not enough scores", "–"]
    over = "" if _are_weeks(course) else f" (of {stretch(course, site)})"
    # With as many decimals as the verdict's own sentence has of them.
    shown = sum_of(start, mean, policy)
    return [site.capitalize(), shown.start, f"{shown.mean}{over}", _sum(shown)]


def _sum(shown: Sum) -> str:
    """The change from the two figures printed beside it: "(6.0 − 4.5) ÷ 6.0 = 25 % better"."""
    before, now = shown.start, shown.mean
    if before == now:
        return "no change"
    if float(before) == 0:
        return "none at the start"
    larger, smaller = (before, now) if float(before) > float(now) else (now, before)
    return f"({larger} − {smaller}) ÷ {before} = {shown.share}"


def activities_line(matters: Sequence[Followed]) -> list[str]:
    """What matters to the client, in their own words, with the first score and the newest."""
    if not matters:
        return []
    each = "; ".join(one.sentence for one in matters)
    return [f"What matters to the client, from {SCALE}: {each}."]


def exercise_line(course: Course) -> list[str]:
    """What was reported of what was due, where anything was, and over which days: as with every
    mean, the day on which it is written is none of them."""
    done, span = exercise_of(course.over()), exercise_span(course.over())
    if span is None:
        return []
    said = f"Exercise reported by the client: {done.reported} of {done.due} times due"
    return [f"{said}, {_between(*span)}{done.in_part}."]


def _between(first: date, last: date) -> str:
    if first == last:
        return f"on {long_date(first)}"
    return f"from {long_date(first)} to {long_date(last)}"


def visits_line(visits: Sequence[date]) -> list[str]:
    """How often and when somebody was treated."""
    if not visits:
        return []
    times = "once" if len(visits) == 1 else count(len(visits), "time")
    if len(visits) > MOST_DATES:
        return [f"Treated {times}, from {long_date(visits[0])} to {long_date(visits[-1])}."]
    return [f"Treated {times}: {', '.join(long_date(day) for day in visits)}."]


def verdict_lines(
    reasons: Iterable[Reason], on: date, answers: Iterable[RedFlagAnswer] = ()
) -> list[str]:
    """The reasons of a verdict, as far as they help elsewhere, with the week they speak of, and in
    words for who has never seen homecare; of red-flag answers with what was answered."""
    held = sorted((one for one in answers if one.cleared_on is None), key=_place)
    said = {(one.code, long_date(one.screening.on)): one.said for one in held}
    return [
        in_plain_words(with_its_week(_as_answered(reason, said), on))
        for reason in reasons
        if reason.code not in FOR_THE_THERAPIST
    ]


def _as_answered(reason: Reason, said: Mapping[tuple[str, str], str]) -> str:
    """The rule knows no more than "yes or not sure"; the record does."""
    if reason.code not in QUESTIONS:
        return reason.text
    day = next((day for code, day in said if code == reason.code and f" {day}:" in reason.text), "")
    words = said.get((reason.code, day), YES_OR_NOT_SURE)
    return reason.text.replace(YES_OR_NOT_SURE, words, 1)


def lines_before(before: Assessment | None) -> list[str]:
    """What was found before nothing was heard any more, and called for somebody."""
    if before is None:
        return []
    first, *rest = verdict_lines(before.reasons, before.on) or [""]
    why = "Why a GP was proposed" if before.state == GP else "What was found"
    said = f"{first[:1].lower()}{first[1:]}"
    return [f"{why} on {long_date(before.on)}: {said}", *rest] if first else []


def red_flag_lines(
    asked: Screening | None,
    answers: Sequence[RedFlagAnswer],
    names: Mapping[UUID | None, str] = MappingProxyType({}),
) -> list[str]:
    """When the questions were asked last, and each yes with its day, those that stand first."""
    if asked is None:
        return ["Not asked."]
    pressing = [answer for answer in answers if answer.urgency > Level.BACKGROUND]
    newest = {answer.code: answer for answer in sorted(pressing, key=_place)}
    stand = [one for one in newest.values() if one.cleared_on is None]
    cleared = [one for one in newest.values() if one.cleared_on is not None]
    none = not stand and _is_none_given(asked, pressing)
    first = f"Asked on {long_date(asked.on)}{': none of them' if none else ''}."
    dealt_with = (_said_and_cleared(one, names.get(one.cleared_by, "")) for one in cleared)
    return [first, *(f"{_said(one)}." for one in stand), *dealt_with]


def _is_none_given(asked: Screening, answers: Iterable[RedFlagAnswer]) -> bool:
    """Whether "none of these" was really the answer: no yes, even one that was cleared, nor a
    therapist's correction, which clears what it corrects in the same moment."""
    at = asked.answered_at
    return all(one.screening.id != asked.id and one.cleared_at != at for one in answers)


def _place(answer: RedFlagAnswer) -> tuple[int, bool]:
    """The last of those to one question is said; who was sure is not heard anew by being unsure."""
    return _weight(answer), not answer.unsure


def _weight(answer: RedFlagAnswer) -> int:
    """Of two answers to one question, what stands is said before what was dealt with, and that
    before a mistake."""
    return 2 if answer.cleared_on is None else 0 if _how_mistaken(answer) else 1


def _how_mistaken(answer: RedFlagAnswer) -> str:
    """How an answer that was cleared was a mistake, as a letter says it; nothing of any other."""
    if answer.cleared_reason.startswith(CORRECTED):
        return "noted by mistake; corrected"
    if answer.screening.mistaken_at or answer.cleared_reason.startswith(TAPPED):
        return "tapped by mistake; cleared"
    return ""


def _said_and_cleared(answer: RedFlagAnswer, by: str) -> str:
    day = long_date(answer.cleared_on) if answer.cleared_on else ""
    by = f" by {by}" if by else ""
    if mistaken := _how_mistaken(answer):
        return f"{_day_of(answer)}: “{answer.question}” was {mistaken} on {day}{by}."
    return f"{_said(answer)}; cleared on {day}{by}."


def _said(answer: RedFlagAnswer) -> str:
    return f"{_day_of(answer)}: {answer.said} to “{answer.question}”"


def _day_of(answer: RedFlagAnswer) -> str:
    return long_date(answer.screening.on)


def why_a_doctor(answers: Iterable[RedFlagAnswer], found: Sequence[str], began: date) -> str:
    """The first words of a letter to a doctor: the answers for which the doctor comes first, and
    what was `found` for them in the scores; empty where neither asks for one."""
    standing = [one for one in answers if one.cleared_on is None]
    decided = background_line(one for one in standing if one.decision == GP_FIRST)
    told = [
        *_answered_line(standing),
        *([f"about their background they said {decided}."] if decided else []),
    ]
    if not told and not found:
        return ""
    asks = DOCTOR_BEFORE_HANDS if told else "I would be grateful if you could see them."
    first, *rest = (*told, *found)
    said = (f"{first[:1].lower()}{first[1:]}", *map(starts_upper, rest))
    return f"Why I write: {' '.join(said)} {asks} This complaint began on {long_date(began)}."


def _answered_line(standing: Sequence[RedFlagAnswer]) -> list[str]:
    """What was answered to the red-flag questions, and stands."""
    pressing = [one for one in standing if one.urgency > Level.BACKGROUND]
    newest = {one.code: one for one in sorted(pressing, key=_place)}
    said = [f"{one.said} to “{one.question}” on {_day_of(one)}" for one in newest.values()]
    return [f"to the red-flag questions they answered {listed(said)}."] if said else []


def found_for_a_doctor(reasons: Sequence[Reason], on: date) -> list[str]:
    """Of the reasons for which the rule proposes the GP, written on that day: what was found
    first, what the client's weekly check said of it, and what rules manipulation out."""
    said = [one for one in reasons[1:] if is_their_own_word(one.code)]
    ruled_out = [one for one in reasons if one.code == CONTRAINDICATED]
    more = [in_plain_words(one.text) for one in (*said, *ruled_out)]
    return [*verdict_lines(reasons, on)[:1], *more]


def background_line(answers: Iterable[RedFlagAnswer]) -> str:
    """What was answered yes of the background, and is no mistake."""
    background = [a for a in answers if level_of(a.code) == Level.BACKGROUND]
    held = sorted((a for a in background if not a.is_taken_back), key=_place)
    said = {a.code: a.said for a in held}
    texts: dict[str, list[str]] = {}
    for code in QUESTIONS:
        if code in said:
            texts.setdefault(said[code], []).append(f"“{QUESTIONS[code].text}”")
    return "; ".join(f"{words} to {listed(asked)}" for words, asked in texts.items())
