"""Libraries, plans and programmes for tests, made by the app's own operations; each commits."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from homecare.accounts.models import Practice
from homecare.acting import Actor
from homecare.clients.models import Client, Episode
from homecare.library.models import Exercise
from homecare.library.operations import stock_library
from homecare.programmes.models import ProgrammeVersion
from homecare.programmes.operations import assign_programme
from homecare.programmes.plan import Plan, PlanAdvice, PlanItem
from tests.kept import begin_with, own_copies
from tests.make.clients import make_client
from tests.make.people import NOW, acting, make_practice, make_therapist


def make_library(session: Session, practice: Practice) -> dict[str, Exercise]:
    """The practice's exercises, by their code."""
    stock_library(session, practice.id)
    session.commit()
    rows = session.scalars(select(Exercise).where(Exercise.practice_id == practice.id))
    library = {exercise.code: exercise for exercise in rows}
    session.commit()  # who writes after this must not do so from what was read before
    return library


def item(exercise: Exercise, **changes: Any) -> PlanItem:
    """The exercise at its usual dose, on the left where it has sides."""
    usual: dict[str, Any] = {
        "exercise_id": exercise.id,
        "side": "left" if exercise.sided else None,
        "sets": exercise.sets,
        "reps": exercise.reps,
        "hold_seconds": exercise.hold_seconds,
        "minutes": exercise.minutes,
        "times_a_day": exercise.times_a_day,
    }
    return PlanItem(**{**usual, **changes})


def advice(kind: str = "sitting", **changes: Any) -> PlanAdvice:
    """Advice on sitting (or a bath) for four weeks from the day of `NOW`."""
    usual: dict[str, Any] = {
        "title": f"About {kind}",
        "text": "Get up and move for a minute or two.",
        "question": "Did you keep to it today?",
        "until": NOW.date() + timedelta(days=28),
    }
    return PlanAdvice(kind=kind, **{**usual, **changes})


def make_plan(library: dict[str, Exercise], **changes: Any) -> Plan:
    """Two exercises, one of them kept in a flare-up, with sitting and bath advice."""
    usual: dict[str, Any] = {
        "items": (
            item(library["knee_rolls"], in_flare=True, times_a_day=2),
            item(library["glute_bridge"]),
        ),
        "advice": (advice("sitting", limit_minutes=30), advice("bath")),
    }
    return Plan(**{**usual, **changes})


def make_programme(
    session: Session,
    therapist: Actor,
    episode: Episode,
    plan: Plan,
    now: datetime = NOW,
    starts_on: date | None = None,
) -> ProgrammeVersion:
    """The next version of the episode's programme, assigned by `therapist` at `now`."""
    version = assign_programme(acting(session, therapist, now), episode, plan, starts_on)
    session.commit()
    return version


@dataclass
class Room:
    """A treatment room: a therapist with a stocked library, and a client without a programme."""

    practice: Practice
    therapist: Actor
    client: Client
    episode: Episode
    library: dict[str, Exercise]


ROWS = ("practice", "client", "episode")  # of a `Room`, which stand in its session


def make_room(session: Session) -> Room:
    """The room of a practice of its own."""
    practice, _owner = make_practice(session)
    therapist = make_therapist(session, practice)
    client, episode = make_client(session, therapist)
    return Room(practice, therapist, client, episode, make_library(session, practice))


def kept_room(session: Session) -> Room:
    """The same, put back as it was made the first time."""
    made = begin_with(session, "room", lambda: make_room(session))
    own = own_copies(session, {name: getattr(made, name) for name in ROWS} | made.library)
    set_committed_value(own["episode"], "client", own["client"])
    rows = {name: own.pop(name) for name in ROWS}
    return replace(made, **rows, library=own)
