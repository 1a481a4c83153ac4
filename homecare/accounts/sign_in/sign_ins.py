"""Sign-ins: a row for each phone or computer on which somebody signed in, until they sign out.

Sessions and remember cookies name their row beside the person: without it, a copy of either,
however it was come by, opens nothing. Times are the machine's own: a demonstration that moves its
clock signs nobody out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from homecare.accounts.models import Membership, Person, Practice, SignIn
from homecare.acting import CLIENT

LONGEST_UNUSED = timedelta(days=90)
"""A sign-in that nobody used for so long has ended. As long as the remember cookie lives."""
LONGEST_AT_WORK = timedelta(hours=12)
A_DAY = timedelta(days=1)
LONGEST_DEVICE = 64
NOTED_AT_WORK = timedelta(minutes=2)
LONGEST_WAITING = {
    "factor": timedelta(minutes=10),
    "code": timedelta(minutes=30),  # until a mail has come
    "setup": timedelta(minutes=60),
}
FACTOR, CODE, SETUP = LONGEST_WAITING
"""What a sign-in can wait for."""


class Name(NamedTuple):
    """What a session keeps: the person's number, and the sign-in's where there is one."""

    person: str
    sign_in: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """How somebody signed in."""

    kept: bool = False
    browser: str = ""
    factor: str | None = None
    waits_for: str | None = None
    since: datetime | None = None  # where it goes on from another row


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


def work_of(person: Person) -> list[Membership]:
    """Where somebody works."""
    return [m for m in person.memberships if m.disabled_at is None and m.role != CLIENT]


def who_asks_for_two(person: Person, now: datetime) -> list[Practice]:
    """The practices somebody works in that ask for two factors by now."""
    work = (place.practice for place in work_of(person))
    return [one for one in work if one.factors_from and one.factors_from <= now.date()]


def must_have_two(person: Person, now: datetime) -> bool:
    """Whether a practice that somebody works in asks for two factors by now."""
    return bool(who_asks_for_two(person, now))


def has_ended(sign_in: SignIn, person: Person, now: datetime) -> bool:
    """Whether a sign-in is over by its age, by not being used, or by having one factor too few."""
    if sign_in.waits_for is not None:
        return now - sign_in.made_at >= LONGEST_WAITING[sign_in.waits_for]
    work = work_of(person)
    if not work:
        return now - sign_in.used_at >= LONGEST_UNUSED
    idle = timedelta(minutes=min(place.practice.idle_minutes for place in work))
    return (
        now - sign_in.made_at >= LONGEST_AT_WORK
        or (not sign_in.kept and now - sign_in.used_at >= idle)
        or (sign_in.factor is None and must_have_two(person, now))
    )


def noted_every(person: Person) -> timedelta:
    """How exactly the last use of somebody's sign-ins is kept."""
    return NOTED_AT_WORK if work_of(person) else A_DAY


def begin(session: Session, person: Person, now: datetime, how: Begun) -> SignIn:
    """Somebody has signed in on a device."""
    sign_in = SignIn(
        person_id=person.id, made_at=how.since or now, used_at=now, proved_at=now,
        kept=how.kept, browser=how.browser, factor=how.factor, waits_for=how.waits_for,
    )  # fmt: skip
    session.add(sign_in)
    session.flush()
    return sign_in


def note_device(sign_in: SignIn, device: str, now: datetime) -> None:
    """Keep by which name a phone sends its diary. Another name on the same sign-in: its browser has
    forgotten all that it kept, what was not sent by then too."""
    if sign_in.device:
        sign_in.forgot_at = now
    sign_in.device = device[:LONGEST_DEVICE]


def devices(session: Session, person: Person, now: datetime) -> Sequence[SignIn]:
    """Where somebody is signed in, the last used first."""
    theirs = select(SignIn).where(SignIn.person_id == person.id, SignIn.waits_for.is_(None))
    rows = session.scalars(theirs.order_by(SignIn.used_at.desc(), SignIn.id.desc()))
    return [row for row in rows if not has_ended(row, person, now)]


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
    """Delete the sign-ins that have ended by not being used, or that waited in vain."""
    session.execute(delete(SignIn).where(SignIn.used_at <= now - LONGEST_UNUSED))
    waited = now - max(LONGEST_WAITING.values())
    session.execute(delete(SignIn).where(SignIn.waits_for.is_not(None), SignIn.made_at <= waited))
