"""The weekly mails: progress to each client, a digest to each therapist, once for each week.

A week is the practice's own ISO week. Only the newest one is ever sent, at most three days late;
what is left out is recorded with its reason.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from config import Settings
from homecare.accounts.models import OWNER, THERAPIST, Membership, Person, Practice
from homecare.clients.models import Client, Episode
from homecare.mail.message import Email
from homecare.reports import client_week, therapist_week
from homecare.scheduling.outgoing import (
    LATE,
    MISSED,
    NO_ADDRESS,
    AnySession,
    Piece,
    hex_of,
    newest_run,
    not_begun,
    plain,
    room,
    send_once,
    skip,
)
from homecare.scheduling.periods import local, week_before, week_name, weekly_due

WEEK = timedelta(days=7)
OLDEST_MISSED = 8 * WEEK  # a stop longer than this is not told week by week

Due = list[tuple[UUID, str | None]]  # the id to write to, and its newest week so far


@dataclass(frozen=True, slots=True)
class PracticeWeek:
    """One week of one practice: its Monday, and whether its mails may still leave."""

    practice_id: UUID
    zone: str
    monday: date
    timely: bool

    @property
    def ends(self) -> datetime:
        """The moment at which the week is over, in the practice's zone."""
        return datetime.combine(self.monday + WEEK, time(), ZoneInfo(self.zone)).astimezone(UTC)


def send(session: AnySession, settings: Settings, now: datetime, on: date | None) -> int:
    """Queue what is due, or the mails of the last whole week before `on`; answers how many."""
    session = plain(session)
    sent = 0
    for week in _weeks(session, now, on):
        staff = _timely(session, therapist_week.KIND, _staff_due(session, week), week, now)
        today = local(now, week.zone).date()
        for who, piece in staff:
            write = partial(_write_to_staff, session, settings, week, today, who)
            sent += send_once(session, piece, now, write)
        clients = _timely(session, client_week.KIND, _clients_due(session, week), week, now)
        for who, piece in clients[: max(room(on) - sent, 0)]:
            write = partial(_write_to_client, session, settings, week, who)
            sent += send_once(session, piece, now, write)
    return sent


def _weeks(session: Session, now: datetime, on: date | None) -> list[PracticeWeek]:
    practices = session.execute(select(Practice.id, Practice.zone).order_by(Practice.id)).all()
    return [
        PracticeWeek(practice_id, zone, *((week_before(on), True) if on else weekly_due(now, zone)))
        for practice_id, zone in practices
    ]


def _clients_due(session: Session, week: PracticeWeek) -> Due:
    """Clients in care for at least a part of the week who want the mail, in one statement."""
    statement = _due(client_week.KIND, Client, week).join(Episode, Episode.client_id == Client.id)
    return _rows(
        session,
        statement.where(
            Client.weekly_email,
            Client.discharged_at.is_(None),
            Client.erased_at.is_(None),
            Episode.closed_at.is_(None),
            Episode.intake_on < week.monday + WEEK,
        ),
    )


def _staff_due(session: Session, week: PracticeWeek) -> Due:
    """Therapists and owners who had joined before the week was over, in one statement."""
    statement = _due(therapist_week.KIND, Membership, week).join(Membership.person)
    return _rows(
        session,
        statement.where(
            Membership.role.in_((OWNER, THERAPIST)),
            Membership.disabled_at.is_(None),
            Person.active,
            Membership.joined_at < week.ends,
        ),
    )


def _due(kind: str, model: Any, week: PracticeWeek) -> Select[Any]:
    subject = hex_of(model.id)
    return (
        select(model.id, newest_run(kind, subject))
        .where(
            model.practice_id == week.practice_id,
            not_begun(kind, subject, week_name(week.monday)),
        )
        .order_by(model.id)
    )


def _rows(session: Session, statement: Select[Any]) -> Due:
    return [(identity, newest) for identity, newest in session.execute(statement)]


def _timely(
    session: Session, kind: str, due: Due, week: PracticeWeek, now: datetime
) -> list[tuple[UUID, Piece]]:
    """What may still be sent; what is missed or too late is recorded and left out."""
    period = week_name(week.monday)
    pieces = [(identity, Piece(kind, identity.hex, period)) for identity, _ in due]
    skip(session, [p for who, newest in due for p in _missed(kind, who, newest, week)], now, MISSED)
    if week.timely:
        return pieces
    skip(session, [piece for _, piece in pieces], now, LATE)
    return []


def _missed(kind: str, identity: UUID, newest: str | None, week: PracticeWeek) -> Iterator[Piece]:
    """The weeks between the last one that was begun and this one."""
    if newest is None:
        return
    year, number = newest.split("-W")
    monday = max(
        date.fromisocalendar(int(year), int(number), 1) + WEEK, week.monday - OLDEST_MISSED
    )
    while monday < week.monday:
        yield Piece(kind, identity.hex, week_name(monday))
        monday += WEEK


def _write_to_client(
    session: Session, settings: Settings, week: PracticeWeek, client_id: UUID
) -> Email | str:
    statement = (
        select(Episode)
        .where(Episode.client_id == client_id, Episode.closed_at.is_(None))
        .options(joinedload(Episode.client))
    )
    episode = session.scalars(statement).one()
    return client_week.weekly_client_email(session, settings, episode, week.monday) or NO_ADDRESS


def _write_to_staff(
    session: Session,
    settings: Settings,
    week: PracticeWeek,
    today: date,
    membership_id: UUID,
) -> Email | str:
    membership = session.get_one(
        Membership,
        membership_id,
        options=[joinedload(Membership.person), joinedload(Membership.practice)],
    )
    if not membership.person.address_is_confirmed:
        return NO_ADDRESS  # the digest names clients and says how they are
    return therapist_week.weekly_digest(session, settings, membership, week.monday, today)
