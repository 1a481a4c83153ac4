"""Sign-ins: a row for each phone or computer on which somebody signed in, until they sign out.

Sessions and remember cookies name their row beside the person: without it, a copy of either,
however it was come by, opens nothing.
"""

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from homecare.accounts.models import Person, SignIn

LONGEST_UNUSED = timedelta(days=90)
"""A sign-in that nobody used for so long has ended. As long as the remember cookie lives."""
A_DAY = timedelta(days=1)


class Name(NamedTuple):
    """What a session keeps: the person's number, and the sign-in's where there is one."""

    person: str
    sign_in: UUID | None


def write_name(person: Person, sign_in: SignIn) -> str:
    """How a session and a remember cookie name a sign-in."""
    return f"{person.fs_uniquifier}.{sign_in.id.hex}"


def read_name(name: str) -> Name | None:
    """What such a name says; None for one that nobody of ours wrote.

    Without a number of its own it is from before sign-ins had rows. The migration made one row
    for all of those together, under the person's id: they go on, and end together.
    """
    person, _, number = name.partition(".")
    try:
        return Name(person, UUID(hex=number) if number else None)
    except ValueError:
        return None


def begin(session: Session, person: Person, now: datetime) -> SignIn:
    """Somebody has signed in on a device."""
    sign_in = SignIn(person_id=person.id, made_at=now, used_at=now)
    session.add(sign_in)
    session.flush()
    return sign_in


def end(session: Session, person: Person, sign_in_id: UUID) -> None:
    """Somebody signs out on the device of that sign-in."""
    theirs = (SignIn.id == sign_in_id, SignIn.person_id == person.id)
    session.execute(delete(SignIn).where(*theirs))


def end_all(session: Session, person_id: UUID, but: UUID | None = None) -> None:
    """End every sign-in of a person, except the one of the id `but`."""
    statement = delete(SignIn).where(SignIn.person_id == person_id)
    session.execute(statement if but is None else statement.where(SignIn.id != but))


def use(session: Session, sign_in_id: UUID, now: datetime) -> None:
    """Note that a sign-in is in use."""
    session.execute(update(SignIn).where(SignIn.id == sign_in_id).values(used_at=now))


def forget_unused(session: Session, now: datetime) -> None:
    """Delete the sign-ins that have ended by not being used."""
    session.execute(delete(SignIn).where(SignIn.used_at <= now - LONGEST_UNUSED))
