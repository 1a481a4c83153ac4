"""Filling a demonstration through the app's own operations, day by day, with the clock set back.

Everything goes the way it goes in real use: people are made and invited, clients are taken in,
programmes assigned, days reported, every night assessed. Nothing is written past an operation,
but one hash of the password that all share (`people`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from homecare.accounts.access_rules import actor_of
from homecare.accounts.addresses import confirm_person
from homecare.accounts.invitations import invite
from homecare.accounts.models import Membership, Person, Practice
from homecare.accounts.operations import (
    NewPractice,
    amend_practice,
    make_practice,
    record_registration,
)
from homecare.acting import THERAPIST, Act, Actor, the_clock
from homecare.assessment.queries import due_batches
from homecare.clockwork.runs import claim, finish
from homecare.demonstration import PASSWORD
from homecare.demonstration.courses import COURSES
from homecare.demonstration.letters import ask_about_letters
from homecare.demonstration.patient import Patient, join, live_through
from homecare.demonstration.people import accept
from homecare.diary.days import close_days
from homecare.flags.batches import assess_batch
from homecare.jobs.after.update import made_by_this_release
from homecare.jobs.nightly import KIND, subject_of
from homecare.language import local_day
from homecare.library.operations import stock_library
from homecare.referrals.contacts import ContactEntry, add_contact
from homecare.reports.weekly import write_within

ZONE = "Europe/London"
LONGEST = max(course.began for course in COURSES)
NIGHTLY = 77
"""Days further back are judged once a week, so that the first start stays quick."""
MAILS_SHOWN = 14
"""So many days back weekly mails are written, each on its Monday, of what was known by then."""


@dataclass(frozen=True, slots=True)
class House:
    """A practice of the demonstration and those who work there."""

    practice: Practice
    owner: Actor
    therapist: Actor


class Named(NamedTuple):
    """Somebody who works here, and the address they sign in with."""

    name: str
    email: str


def fill(session: Session, settings: Settings, now: datetime, say: Callable[[str], object]) -> bool:
    """Fill an empty demonstration; answers False where it was filled before."""
    if session.scalar(select(Practice.id).limit(1)) is not None:
        return False
    say(f"Making {len(COURSES)} invented clients over {LONGEST} days; this takes a little …")
    today = local_day(now, ZONE)
    start = at(today - timedelta(days=LONGEST + 2), 8)
    here = _house(session, start, "Riverside Sports Massage",
                  Named("Olive Park", "owner@homecare.example"),
                  Named("Tom Archer", "therapist@homecare.example"))  # fmt: skip
    there = _house(session, start, "Elsewhere Physiotherapy",
                   Named("Vera Stone", "owner@elsewhere.example"),
                   Named("Will Brook", "therapist@elsewhere.example"))  # fmt: skip
    _letterhead(session, start, here)
    _address_book(session, start, here)
    patients: list[Patient] = []
    for day in _days(today):
        _live_one_day(session, settings, (here, there), patients, Day(day, today, now))
    return True


def _days(today: date) -> list[date]:
    return [today - timedelta(days=back) for back in range(LONGEST, -1, -1)]


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment of a local day, in UTC."""
    return datetime.combine(day, time(hour, minute), ZoneInfo(ZONE)).astimezone(UTC)


class Day(NamedTuple):
    """A day that is lived through, the day on which that happens, and the moment of it."""

    on: date
    today: date
    now: datetime

    def at(self, hour: int, minute: int = 0) -> datetime:
        """A moment of the day, never one to come."""
        return min(at(self.on, hour, minute), self.now)


def _house(session: Session, start: datetime, name: str, owner: Named, therapist: Named) -> House:
    new = NewPractice(
        name=name, owner_name=owner.name, owner_email=owner.email, password=PASSWORD,
        nation="england", zone=ZONE,
    )  # fmt: skip
    practice, owns = make_practice(session, start, new)
    made_by_this_release(session, practice.id, start)
    stock_library(session, practice.id)
    confirm_person(session, start, session.get_one(Person, owns.person_id))
    act = Act(session, owns, start)
    token = invite(act, role=THERAPIST, name=therapist.name, email=therapist.email)
    person = accept(session, token, start)
    place = next(m for m in person.memberships if m.practice_id == practice.id)
    return House(practice, owns, actor_of(place, person.name))


def _letterhead(session: Session, start: datetime, house: House) -> None:
    act = Act(session, house.owner, start)
    amend_practice(
        act, house.practice, {},
        address="4 Mill Lane, Ashford Bridge", telephone="01632 960 142",
        letterhead="Sports massage and remedial therapy",
    )  # fmt: skip
    for number, actor in enumerate((house.owner, house.therapist)):
        place = session.scalars(
            select(Membership).where(
                Membership.practice_id == house.practice.id,
                Membership.person_id == actor.person_id,
            )
        ).one()
        record_registration(act, place, f"Invented register, number 0000{number}")


def _address_book(session: Session, start: datetime, house: House) -> None:
    act = Act(session, house.owner, start)
    add_contact(act, ContactEntry(
        kind="chiropractor", name="Dr Kit Hale",
        clinic="Hale Chiropractic", address="12 Bridge Street, Ashford Bridge",
        telephone="01632 960 177", email="kit@hale.example",
    ))  # fmt: skip
    add_contact(act, ContactEntry(
        kind="gp", name="Dr June Abbot", clinic="Mill Lane Surgery",
        address="30 Mill Lane, Ashford Bridge", telephone="01632 960 120",
    ))  # fmt: skip


def _live_one_day(
    session: Session,
    settings: Settings,
    houses: tuple[House, House],
    patients: list[Patient],
    when: Day,
) -> None:
    """A day as it goes: the night's assessment, Monday's mail, visits, then the diaries."""
    back = (when.today - when.on).days
    for house in houses if back <= NIGHTLY or back % 7 == 0 else ():
        if any(patient.episode.practice_id == house.practice.id for patient in patients):
            _assess(session, settings, house.practice, when.on, when.at(2, 30))
        if back < MAILS_SHOWN and when.on.weekday() == 0 and at(when.on, 7) <= when.now:
            write_within(session, settings, house.practice, at(when.on, 7))
    for course in COURSES:
        if back == course.began:
            house = houses[course.in_other_practice]
            author = house.owner if course.of_owner else house.therapist
            act = Act(session, author, when.at(10), settings.public_url)
            patients.append(join(act, course, when.on))
    evening = Act(session, houses[0].therapist, when.at(19), settings.public_url)
    live_through(evening, patients, when.on, when.today)
    if back == 1:
        ask_about_letters(evening, patients)
    session.flush()


def _assess(
    session: Session, settings: Settings, practice: Practice, day: date, night: datetime
) -> None:
    """What the clock would have done that night, with the row that keeps it from doing so again."""
    run_id = claim(session, KIND, subject_of(practice.id, ZONE), day.isoformat(), night)
    close_days(session, night, practice_id=practice.id)
    for batch in due_batches(session, practice.id, ZONE):
        assess_batch(Act(session, the_clock(practice.id), night, settings.public_url), day, batch)
    if run_id is not None:
        finish(session, run_id, night)
