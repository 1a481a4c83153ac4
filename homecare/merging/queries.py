"""What two records hold: as far as it decides, and counted for whoever looks before merging."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from homecare.access import Scope
from homecare.accounts.models import Consent, Person
from homecare.accounts.queries import login_of, name_of
from homecare.clients.models import BOOKED, Appointment, Client, Episode, Visit
from homecare.diary.models import DiaryDay, Entry
from homecare.flags.findings import MAILED_AT_ONCE
from homecare.flags.models import Flag
from homecare.flags.queries import live_flag
from homecare.mail.models import OutboxMail
from homecare.merging.plan import ONE_OF_TWO, Holds, OpenCare
from homecare.referrals.models import Referral
from homecare.screening.models import Screening
from homecare.screening.queries import uncleared

MOST_OFFERED = 10


def open_care(session: Session, client_id: UUID) -> Episode | None:
    """The open episode of a record."""
    of_one = select(Episode).where(Episode.client_id == client_id, Episode.closed_at.is_(None))
    return session.scalars(of_one).one_or_none()


def newest_care(session: Session, client_id: UUID) -> Episode | None:
    """The open episode of a record, or the one that ended last."""
    of_one = select(Episode).where(Episode.client_id == client_id)
    return session.scalars(of_one.order_by(*Episode.newest()).limit(1)).one_or_none()


def holds_of(session: Session, client: Client) -> Holds:
    """What a record holds, as far as it decides what becomes of two."""
    place = login_of(session, client.practice_id, client.id)
    care = open_care(session, client.id)
    return Holds(
        fields={name: getattr(client, name) for name in ONE_OF_TWO},
        contraindications=client.contraindications,
        care=_care(session, care) if care else None,
        person=place.person_id if place else None,
    )


def _care(session: Session, episode: Episode) -> OpenCare:
    flag = live_flag(session, episode.id)
    return OpenCare(
        episode=episode.id,
        onset=episode.onset,
        answers_stand=bool(uncleared(session, episode.id)),
        cannot_wait=flag is not None and flag.kind in MAILED_AT_ONCE,
    )


@dataclass(frozen=True)
class Contents:
    """What is counted of a record for whoever looks before merging."""

    client: Client
    therapist: str
    episodes: Sequence[Episode]
    person: Person | None
    called: str  # whoever signs in to it
    visits: int
    entries: int
    first_day: date | None
    last_day: date | None
    to_come: int
    letters: int
    flags: int
    rounds: int
    mails: int
    consents: int

    @property
    def open(self) -> Episode | None:
        """The care that is open."""
        return next((one for one in self.episodes if one.closed_at is None), None)


def contents_of(scope: Scope, client: Client, here: datetime) -> Contents:
    """All that is counted of a record; `here` is what the practice's clock shows."""
    session = scope.session

    def number(model: type, *which: object) -> int:
        mine = select(func.count()).where(model.client_id == client.id, *which)  # type: ignore[attr-defined,arg-type]
        return session.scalar(mine) or 0

    place = login_of(session, client.practice_id, client.id)
    of_one = scope.select(Episode).where(Episode.client_id == client.id)
    episodes = session.scalars(of_one.order_by(*Episode.newest())).all()
    ids = [one.id for one in episodes]
    logged = select(func.min(DiaryDay.on), func.max(DiaryDay.on))
    first, last = session.execute(logged.where(DiaryDay.episode_id.in_(ids), DiaryDay.logged)).one()
    return Contents(
        client=client,
        therapist=session.get_one(Person, client.therapist_id).name,
        episodes=episodes,
        person=place.person if place else None,
        called=name_of(place) if place else "",
        visits=number(Visit, Visit.stands()),
        entries=number(Entry, Entry.episode_id.in_(ids)),
        first_day=first,
        last_day=last,
        to_come=number(Appointment, Appointment.state == BOOKED, Appointment.starts >= here),
        letters=number(Referral),
        flags=number(Flag),
        rounds=number(Screening),
        mails=number(OutboxMail, OutboxMail.practice_id == client.practice_id),
        consents=number(Consent),
    )
