"""Days that are over and that the clock has not closed yet, counted as it will close them.

What is kept for years must say of them what every later look at the same days says.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from homecare.clients.episodes.words import last_day
from homecare.clients.models import Episode
from homecare.diary.projection import project
from homecare.diary.queries import entry_rows, grounds
from homecare.progress.day import Day
from homecare.progress.queries import DAY, Course, CourseDay, exercise_of

COUNTED = ("due", "reported", "partly", "not_done", "extra", "flare", "away")


def exercise_span(days: Iterable[Day]) -> tuple[date, date] | None:
    """The first and the last day on which anything of what `exercise_of` counts was due."""
    due = [day.on for day in days if exercise_of([day]).due]
    return (min(due), max(due)) if due else None


def as_closed(session: Session, episode: Episode, shown: Course) -> Course:
    """The same course with every day closed that is over; nothing is stored."""
    ended = last_day(episode)
    last = shown.asked_on - DAY if ended is None else min(ended, shown.asked_on - DAY)
    left = [day.on for day in shown.days if day.on <= last and not day.closed]
    if not left:
        return shown
    entries = entry_rows(session, [episode.id], left[0], left[-1]).get(episode.id, [])
    ground = grounds(session, [episode.id], left[0], left[-1])[episode.id]
    figures = dict(project(entries, ground, left))

    def closed(day: CourseDay) -> CourseDay:
        found = figures.get(day.on)
        counted = {name: getattr(found, name) for name in COUNTED} if found else {}
        return day._replace(**counted, closed=True) if found else day

    return replace(shown, days=tuple(map(closed, shown.days)))
