"""On which days version 2 would have raised which flags on an episode."""

from datetime import date

from homecare.rules.policy import Policy
from homecare.rules.reading.history import History
from homecare.rules.verdict.episode_on_day import RESOLVED, URGENT
from homecare.rules.verdict.flags_asked import REVIEW, kind_of
from homecare.rules.verdict.review import CARRY_ON, LOOK, REFER, question_of
from homecare.rules.verdict.sentences import ASK
from homecare.rules.version_2.course import Course
from homecare.rules.version_2.states import Look, verdict
from homecare.rules.version_2.weekly import Weekly


def flags_by_version_2(
    history: History, policy: Policy, until: date
) -> tuple[tuple[date, str], ...]:
    """Return (day, kind) of every flag through `until`, each taken as decided on its day."""
    course = Course(history, policy)
    weekly = Weekly(course)
    raised: set[tuple[str, int | str]] = set()
    flags: list[tuple[date, str]] = []
    kind_before: str | None = None
    for day in range(course.day(until) + 1):
        look = Look(course, day, weekly)
        now = verdict(look)
        kind = kind_of(now.state, now.cause)
        key = (now.state, now.since)
        if kind and key not in raised and (kind != kind_before or kind == URGENT):
            flags.append((course.date_of(day), kind))
        if kind:
            raised.add(key)
        kind_before = kind
        says = _review(look, now.state)
        if says and (REVIEW, question_of(says)) not in raised:
            raised.add((REVIEW, question_of(says)))
            flags.append((course.date_of(day), REVIEW))
    return tuple(flags)


def _review(look: Look, state: str) -> str | None:
    """Return what the visit review says on the day of `look`, or None where there is none."""
    due = look.course.review_due
    if due is None or look.day < look.course.day(due) or state == RESOLVED:
        return None
    if look.policy.always_propose:
        return REFER
    if look.day < look.policy.review_day:
        return LOOK
    weekly = look.weekly
    if not weekly.is_valid or weekly.judged is None:
        return ASK
    return CARRY_ON if weekly.judged.improved else REFER
