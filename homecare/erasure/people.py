"""Whoever signed in to a record that goes: their place ends, and they go where it was their only
one."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from homecare.accounts.models import Membership, Person
from homecare.database import Base

STAYS = {"membership", "cover"}
"""Tables with a `person_id` of which nothing is about a sign-in."""


def who_sign_in_to_nothing_else(session: Session, records: Collection[UUID]) -> list[UUID]:
    """People all of whose places, ended ones too, opened one of these records."""
    mine = select(Membership.person_id).where(Membership.client_id.in_(records))
    elsewhere = select(Membership.person_id).where(
        Membership.client_id.is_(None) | Membership.client_id.not_in(records)
    )
    found = select(Person.id).where(Person.id.in_(mine), Person.id.not_in(elsewhere))
    return list(session.scalars(found))


def addresses_of(session: Session, people: Collection[UUID]) -> set[str]:
    """Where mail went that was about their sign-in."""
    found = select(Person.email, Person.confirmed_email, Person.wanted_email).where(
        Person.id.in_(people)
    )
    return {one for row in session.execute(found) for one in row if one}


def end_places(session: Session, records: Collection[UUID], at: datetime | None) -> None:
    """No sign-in opens the records any more."""
    opening = Membership.client_id.in_(records)
    session.execute(update(Membership).where(opening).values(registration=""))
    holding = update(Membership).where(opening, Membership.disabled_at.is_(None))
    session.execute(holding.values(disabled_at=at))


def empty(session: Session, people: Sequence[UUID]) -> None:
    """Nothing is left of them but a row that others refer to, and that signs nobody in."""
    for table in Base.metadata.sorted_tables:
        if "person_id" in table.c and table.name not in STAYS:
            session.execute(delete(table).where(table.c.person_id.in_(people)))
    for one in people:
        nobody = {
            "email": f"erased-{one.hex}@erased.invalid", "confirmed_email": None,
            "wanted_email": None, "name": "",
            "password": None, "active": False, "fs_uniquifier": uuid4().hex,
        }  # fmt: skip
        session.execute(update(Person).where(Person.id == one).values(nobody))
