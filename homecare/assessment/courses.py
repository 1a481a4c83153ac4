"""Scores and exercise of an episode laid out by the rule, from the rows of its days.

Whoever shows a mean, a start or what was followed asks this course and works nothing out.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.clients.models import Episode
from homecare.diary.models import DiaryDay
from homecare.rules.course.episode import Course
from homecare.rules.policy import Policy
from homecare.rules.reading.history import History, Intake


class Begun(NamedTuple):
    """An episode as far as its course begins with it."""

    id: UUID
    intake_on: date
    onset: date
    leg: int
    back: int
    new_starts: Sequence[str] = ()


def laid_out(of: Begun | Episode, days: Sequence[Any], policy: Policy) -> Course:
    """The course of an episode, from all the rows of its days up to the day it is asked about.

    What else the rule reads of a history, red-flag answers and visits, is no part of it.
    """
    # Nothing in scores and exercise asks for the age.
    intake = Intake(on=of.intake_on, onset=of.onset, leg=of.leg, back=of.back, age=0)
    history = History(
        id=str(of.id),
        intake=intake,
        pain=tuple((day.on, day.leg, day.back) for day in days),
        sessions=tuple((day.on, day.due, day.reported) for day in days),
        all_better=tuple(day.on for day in days if day.better),
        away=tuple((day.on, day.on) for day in days if day.away),
        flares=tuple((day.on, day.on) for day in days if day.flare),
        new_starts=tuple(map(date.fromisoformat, of.new_starts)),
    )
    return Course(history, policy)


def courses(session: Session, episodes: Iterable[Begun], policy: Policy) -> dict[UUID, Course]:
    """The courses of many episodes as they stand now, in one statement; none for nobody."""
    left = {of.id: of for of in episodes}
    if not left:
        return {}
    columns = (getattr(DiaryDay, name) for name in OF_DAY)
    statement = select(DiaryDay.episode_id, *columns).where(DiaryDay.episode_id.in_(left))
    rows = session.execute(statement.order_by(DiaryDay.episode_id)).all()
    days = {of: list(some) for of, some in groupby(rows, attrgetter("episode_id"))}
    return {id: laid_out(of, days.get(id, ()), policy) for id, of in left.items()}


OF_DAY = ("on", "leg", "back", "due", "reported", "better", "away", "flare")
