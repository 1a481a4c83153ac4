"""The two practices of the year, who works there, and what every part of a day needs."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from benchmarks.year.calendar import Calendar
from benchmarks.year.people import Resident, resident
from benchmarks.year.seen import Seen
from homecare.accounts.access_rules import actor_of
from homecare.accounts.addresses import confirm_person
from homecare.accounts.invitations import Acceptance, accept_invitation, invite
from homecare.accounts.models import Membership, Person
from homecare.accounts.operations import NewPractice, make_practice, record_registration
from homecare.accounts.queries import open_invitation
from homecare.acting import THERAPIST, Act, Actor
from homecare.database import transaction
from homecare.library.operations import stock_library
from homecare.referrals.contacts import ContactEntry, add_contact
from homecare.referrals.models import Contact

PASSWORD = "kettle-lamp-orchard-7"
PUBLIC_URL = "https://homecare.example"
HOUSES = {
    "Riverside": ("Europe/London", ("Olive Park", "Tom Archer")),
    "Hudson": ("America/New_York", ("Vera Stone",)),
}
"""Each practice, its zone, and who works there, the owner first."""
ELSEWHERE = {"Riverside": "Europe/Athens", "Hudson": "America/Los_Angeles"}
"""Where a few clients of each live."""


@dataclass
class House:
    """A practice, its therapists (the owner first), and whom it writes letters to."""

    name: str
    zone: str
    practice_id: UUID
    staff: list[Actor]
    contacts: dict[str, UUID]


@dataclass
class World:
    """The app, the people, and everything that is seen while they live."""

    app: Flask
    session: Session
    calendar: Calendar
    clients: int
    seed: int
    seen: Seen = field(default_factory=Seen)
    houses: dict[str, House] = field(default_factory=dict)
    residents: list[Resident] = field(default_factory=list)

    @contextmanager
    def acting(self, actor: Actor, now: datetime) -> Iterator[Act]:
        """What somebody does, in a transaction of its own, with nothing remembered from before."""
        self.session.expunge_all()
        with transaction(self.session) as session:
            yield Act(session, actor, now, PUBLIC_URL)

    def therapists(self) -> list[tuple[House, Actor]]:
        """Everybody who treats."""
        return [(house, actor) for house in self.houses.values() for actor in house.staff]

    def zones(self) -> list[str]:
        """Where people live."""
        return sorted({*(zone for zone, _ in HOUSES.values()), *ELSEWHERE.values()})

    def in_care_of(self, house: House) -> list[Resident]:
        """Whose episode is open in a practice, in the order they came."""
        return [one for one in self.residents if one.practice == house.name and one.in_care]

    def next_resident(self, house: House) -> Resident:
        """Somebody new. The first of each therapist stays all year and writes every day."""
        number = len(self.residents)
        stays = number < len(self.therapists())
        zones = (house.zone, ELSEWHERE[house.name])
        return resident(self.seed, number, zones, stays=stays)

    def by_client(self) -> dict[UUID, Resident]:
        """Everybody who ever came."""
        return {one.client_id: one for one in self.residents if one.client_id is not None}


def open_houses(world: World, now: datetime) -> None:
    """Make both practices on the day before the first."""
    for name, (zone, staff) in HOUSES.items():
        world.session.expunge_all()
        with transaction(world.session) as session:
            world.houses[name] = _open_house(session, name, zone, staff, now)


def _open_house(
    session: Session, name: str, zone: str, staff: tuple[str, ...], now: datetime
) -> House:
    owner_name, *others = staff
    new = NewPractice(
        name=f"{name} Sports Massage", owner_name=owner_name, owner_email=address_of(owner_name),
        password=PASSWORD, nation="england", zone=zone,
    )  # fmt: skip
    practice, owner = make_practice(session, now, new)
    stock_library(session, practice.id)
    confirm_person(session, now, session.get_one(Person, owner.person_id))
    act = Act(session, owner, now, PUBLIC_URL)
    actors = [owner, *(_employ(act, other) for other in others)]
    for number, place in enumerate(_places(session, practice.id)):
        record_registration(act, place, f"Invented register, number 0000{number}")
    contacts = {kind: _contact(act, kind).id for kind in ("gp", "chiropractor")}
    return House(name, zone, practice.id, actors, contacts)


def address_of(name: str) -> str:
    """The address of somebody who works in a practice."""
    return f"{name.lower().replace(' ', '.')}@homecare.example"


def _places(session: Session, practice_id: UUID) -> list[Membership]:
    session.flush()
    statement = select(Membership).where(Membership.practice_id == practice_id)
    return list(session.scalars(statement.order_by(Membership.id)))


def _employ(act: Act, name: str) -> Actor:
    session = act.session
    token = invite(act, role=THERAPIST, name=name, email=address_of(name))
    session.flush()
    invitation = open_invitation(session, token, act.now)
    assert invitation is not None
    person = accept_invitation(session, invitation, act.now, Acceptance(PASSWORD, by_mail=True))
    session.flush()
    return actor_of(person.memberships[0], person.name)


def _contact(act: Act, kind: str) -> Contact:
    contact = add_contact(act, ContactEntry(
        kind=kind, name=f"Dr {kind.title()}", clinic="Mill Lane", address="30 Mill Lane",
        telephone="01632 960 120", email=f"{kind}@clinic.example",
    ))  # fmt: skip
    act.session.flush()
    return contact


def weekday(day: date) -> bool:
    """Whether the practice is open."""
    return day.weekday() < 5
