"""Reminders: each client's own, once a local date, on that date only."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, joinedload

from config import Settings
from homecare.clients.models import Client, Episode
from homecare.mail.message import Email
from homecare.reports.reminders import KIND, Wish, reason_to_skip, reminder_email, wish_of
from homecare.scheduling.outgoing import (
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
from homecare.scheduling.periods import local, reminder_due

DAY = timedelta(days=1)
OLDEST_MISSED = timedelta(days=14)  # a stop longer than this is not told day by day


class Due(NamedTuple):
    """A client whose reminder is on and who has had none for their local `day` yet."""

    client_id: UUID
    zone: str
    reminder: dict[str, Any]
    newest: str | None


def send(session: AnySession, settings: Settings, now: datetime, on: date | None) -> int:
    """Queue the reminders whose time has come, or all those of the date `on`; answers how many."""
    session = plain(session)
    sent = 0
    for due in _due(session, now, on):
        sent += _send_to(session, settings, now, on, due)
        if sent >= room(on):
            break
    return sent


def _due(session: Session, now: datetime, on: date | None) -> list[Due]:
    """Everybody who may still get one: one statement for the zones, one for the clients."""
    zones = session.scalars(select(Client.zone).where(*_wants_one()).distinct()).all()
    if not zones:
        return []
    today: dict[date, list[str]] = defaultdict(list)
    for zone in zones:
        today[on or local(now, zone).date()].append(zone)
    subject = hex_of(Client.id)
    open_today = [
        and_(Client.zone.in_(names), not_begun(KIND, subject, day.isoformat()))
        for day, names in today.items()
    ]
    statement = (
        select(Client.id, Client.zone, Client.reminder, newest_run(KIND, subject))
        .join(Episode, Episode.client_id == Client.id)
        .where(*_wants_one(), Episode.closed_at.is_(None), or_(*open_today))
        .order_by(Client.id)
    )
    return [Due(*row) for row in session.execute(statement)]


def _wants_one() -> tuple[ColumnElement[bool], ...]:
    return (
        Client.reminder["on"].as_boolean().is_(True),
        Client.discharged_at.is_(None),
        Client.erased_at.is_(None),
    )


def _send_to(
    session: Session, settings: Settings, now: datetime, on: date | None, due: Due
) -> bool:
    """Write the reminder of one client, if its time has come; answers whether one was queued."""
    today = on or local(now, due.zone).date()
    piece = Piece(KIND, due.client_id.hex, today.isoformat())
    try:
        wish = wish_of(due.reminder)
        day = _day(wish, now, due.zone, on) if wish else None
    except ValueError:
        skip(session, [piece], now, "the time can't be read", status="failed")
        return False
    if wish is None or day is None:
        return False
    missed = [Piece(KIND, due.client_id.hex, d.isoformat()) for d in _missed(due, wish, day)]
    skip(session, missed, now, MISSED)
    return send_once(
        session, piece, now, partial(_write, session, settings, due.client_id, wish, day)
    )


def _day(wish: Wish, now: datetime, zone: str, on: date | None) -> date | None:
    if on is None:
        return reminder_due(now, zone, wish.at, wish.days)
    return on if wish.days >> on.weekday() & 1 else None


def _missed(due: Due, wish: Wish, day: date) -> Iterator[date]:
    """The chosen days between the last one that was begun and this one: theirs are over."""
    if due.newest is None:
        return
    missed = max(date.fromisoformat(due.newest) + DAY, day - OLDEST_MISSED)
    while missed < day:
        if wish.days >> missed.weekday() & 1:
            yield missed
        missed += DAY


def _write(
    session: Session, settings: Settings, client_id: UUID, wish: Wish, day: date
) -> Email | str:
    statement = (
        select(Episode)
        .where(Episode.client_id == client_id, Episode.closed_at.is_(None))
        .options(joinedload(Episode.client))
    )
    episode = session.scalars(statement).one()
    skipped = reason_to_skip(session, episode, wish, day)
    return skipped or reminder_email(session, settings, episode.client, day) or NO_ADDRESS
