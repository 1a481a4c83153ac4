"""Each owner's month of the audit trail, once: on the first day after it, or as soon as may be."""

from collections.abc import Iterator
from datetime import date, datetime, time
from functools import partial
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from config import Settings
from homecare.accounts.models import Membership, Person, Practice
from homecare.acting import OWNER
from homecare.clockwork.once_a_period import (
    AnySession,
    MailOfPeriod,
    hex_of,
    not_begun,
    send_once,
    thread_session,
)
from homecare.clockwork.periods import local
from homecare.mail.message import Email
from homecare.reports.trail.email import MONTHLY, after, before, monthly_trail, starts

MORNING = time(6)


def send(session: AnySession, settings: Settings, now: datetime, on: date | None) -> int:
    """Queue what is due, or the mails of the last whole month before `on`; answers how many.

    A month that was missed altogether is not made up for: the next one's end stands for both.
    """
    session = thread_session(session)
    sent = 0
    for owner, month in _due(session, now, on):
        piece = MailOfPeriod(MONTHLY, owner.hex, f"{month:%Y-%m}")
        write = partial(_write, session, settings, owner, month)
        sent += send_once(session, piece, now, write)
    return sent


def is_due(session: Session, now: datetime) -> bool:
    """Whether any of them is due."""
    return any(True for _ in _due(session, now, None))


def _due(session: Session, now: datetime, on: date | None) -> Iterator[tuple[UUID, date]]:
    """Each owner whose mail is due, and the first day of its month."""
    for practice_id, zone in session.execute(select(Practice.id, Practice.zone)).all():
        here = local(now, zone)
        if on is None and (here.day, here.time()) < (1, MORNING):
            continue
        month = before(on or here.date())
        for owner in _owners(session, practice_id, zone, month, now):
            yield owner, month


def _owners(
    session: Session, practice_id: UUID, zone: str, month: date, now: datetime
) -> list[UUID]:
    """The owners who have not had that month's mail, and had joined before it was over."""
    statement = (
        select(Membership.id, Membership.joined_at)
        .join(Membership.person)
        .where(Membership.practice_id == practice_id, Membership.role == OWNER)
        .where(Membership.disabled_at.is_(None), Person.active)
        .where(not_begun(MONTHLY, hex_of(Membership.id), f"{month:%Y-%m}", now))
    )
    rows = session.execute(statement).all()
    return [row.id for row in rows if row.joined_at < starts(after(month), zone)]


def _write(session: Session, settings: Settings, owner: UUID, month: date) -> Email:
    with_names = [joinedload(Membership.person), joinedload(Membership.practice)]
    membership = session.get_one(Membership, owner, options=with_names)
    return monthly_trail(session, settings, membership, month)
