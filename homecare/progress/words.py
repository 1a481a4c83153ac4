"""Progress in plain sentences: what was reported, of how much, and never more than that."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from homecare.language import count
from homecare.progress.queries import WEEK, Course, CourseDay, exercise_of
from homecare.rules.verdict.arithmetic import period

QUIET_DAYS = 14


class Part(NamedTuple):
    """A part of the course to draw: its name in an address, its words, its days (None: all)."""

    code: str
    words: str
    days: int | None


PARTS = (
    Part("6w", "6 weeks", 42),
    Part("3m", "3 months", 90),
    Part("whole", "Since the start", None),
)
THREE_MONTHS, WHOLE = PARTS[1:]


def part_asked(code: str | None, usual: Part) -> Part:
    """The part that an address asks for; the usual one where it names none that there is."""
    return next((part for part in PARTS if part.code == code), usual)


def parts_of(days: int) -> tuple[Part, ...]:
    """The parts a course of so many days can be looked at in; none where there is one alone."""
    shorter = [part for part in PARTS if part.days is not None and part.days < days]
    return (*shorter, WHOLE) if shorter else ()


def exercise(days: Sequence[CourseDay], when: str = "this week") -> list[str]:
    """What the client reported of what was due. What was not logged is not called undone.

    `when` says which days these are: "this week", "last week".
    """
    reported = exercise_of(days)
    if not reported.due:
        return [_nothing_due(days, when), *_extra(reported.extra)]
    if not reported.reported and not reported.not_done:
        what = "Nothing of what was due" if reported.extra else "No exercise"
        said = [f"{what} was logged {when}. {reported.due} {_were(reported.due)} due."]
        return [*said, *_extra(reported.extra)]
    said = [
        f"You reported {reported.reported} of the {count(reported.due, 'exercise')} due {when}."
    ]
    if reported.partly:
        said.append(f"{reported.partly} of those {_were(reported.partly)} in part.")
    if reported.not_done:
        said.append(f"{reported.not_done} {_were(reported.not_done)} reported as not done.")
    return [*said, *_extra(reported.extra)]


def is_quiet(days: Sequence[CourseDay]) -> bool:
    """Whether nothing at all was logged for two weeks or more: figures would read as a reproach.

    The last day, where it is not over, can still be logged and is none of the fourteen.
    """
    number = QUIET_DAYS + (bool(days) and not days[-1].closed)
    lately = days[-number:]
    return len(lately) == number and not any(day.logged for day in lately)


def exercise_so_far(days: Sequence[CourseDay]) -> str:
    """What the client reported in all, in a sentence for themselves; empty where nothing was.

    Of somebody who has been quiet for long only what was done is counted.
    """
    whole = exercise_of(days)
    if not (whole.reported or whole.not_done):
        return ""
    if is_quiet(days):
        if not whole.reported:
            return ""
        return f"You reported exercise {count(whole.reported, 'time')}{whole.in_part}."
    if not whole.due:
        return ""
    return f"Exercise reported {whole.reported} of {whole.due} times due{whole.in_part}."


def new_start(course: Course) -> date | None:
    """The day from which the start of the pain is counted anew, where that is not the intake."""
    since = course.start.since
    return since if since and since > course.intake_on else None


def which_start(course: Course) -> str:
    """What the start that a mean is compared with is called: "start", or "new start"."""
    return "new start" if new_start(course) else "start"


def days_with_scores(scored: int, of: str, *, has_start: bool) -> str:
    """On how many days there are scores, of how many: the first ones were given at the start of the
    care, and are in no diary."""
    if not has_start:
        return f"on {scored} {of}"
    if scored == 1:
        return f"on {scored} {of}: the day your care began"
    return f"on {scored} {of}, the start of your care among them"


def average_needs(course: Course) -> str:
    """What the scores of seven days must be for an average: "3 days, one of them of the last 4"."""
    return f"{course.enough} days, one of them of the last {course.recent}"


def stretch(course: Course, site: str, on: date | None = None) -> str:
    """The stretch that the average of a site is of as it stood on the morning of `on`, or stands
    now: "7 days", or "two weeks"."""
    days = course.span(site, on)
    return "7 days" if days == WEEK else period(days)


def _nothing_due(days: Sequence[CourseDay], when: str) -> str:
    away = any(day.away for day in days)
    return f"No exercise was due {when}{', as you were away' if away else ''}."


def _extra(times: int) -> list[str]:
    """What was done beyond what was due, which makes up for nothing and is not passed over."""
    return [f"You reported {times} beyond what was due."] if times else []


def _were(number: int) -> str:
    return "was" if number == 1 else "were"
