"""Reminders: each client's own, at their times, on the same local date or not at all."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, literal, or_, select
from sqlalchemy.orm import Session, joinedload

from config import Settings
from homecare.clients.models import Client, Episode
from homecare.clockwork.once_a_period import (
    MISSED,
    NO_ADDRESS,
    AnySession,
    MailOfPeriod,
    hex_of,
    mails_left,
    newest_run,
    not_begun,
    send_once,
    skip,
    thread_session,
)
from homecare.clockwork.periods import (
    is_late_at_night,
    local,
    next_reminder,
    reminder_name,
    reminders_due,
    reminders_of,
)
from homecare.mail.message import Email
from homecare.reports.reminders.email import KIND, Wish, reason_to_skip, reminder_email, wish_of
from homecare.reports.resting.email import resting_email
from homecare.reports.resting.operations import rest_with
from homecare.reports.resting.queries import turn
from homecare.rules.resting import Turn

DAY = timedelta(days=1)
SILENT = "nothing was written for four weeks"
SETTINGS_SEEN = timedelta(minutes=5)
OLDEST_MISSED = timedelta(days=14)  # a stop longer than this is not told day by day


class Due(NamedTuple):
    """A client whose reminders are on and who has not had the last one of their local day."""

    client_id: UUID
    zone: str
    reminder: dict[str, Any]
    newest: str | None


def send(session: AnySession, settings: Settings, now: datetime, on: date | None) -> int:
    """Queue the reminders whose time has come, or all those of the date `on`; answers how many."""
    session = thread_session(session)
    sent = 0
    for due in _due(session, now, on):
        sent += _send_to(session, settings, now, on, due)
        if sent >= mails_left(on):
            break
    return sent


def is_due(session: Session, now: datetime) -> bool:
    """Whether any is due, or can't be read and has to be told."""
    return any(_is_time(one, now) for one in _due(session, now, None))


def _is_time(due: Due, now: datetime) -> bool:
    try:
        wish = wish_of(due.reminder)
    except ValueError:
        return True
    return bool(wish and _names(wish, now, due, None))


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
        and_(Client.zone.in_(names), not_begun(KIND, subject, _last_of(day), now))
        for day, names in today.items()
    ]
    statement = (
        select(Client.id, Client.zone, Client.reminder, newest_run(KIND, subject, now))
        .join(Episode, Episode.client_id == Client.id)
        .where(
            *_wants_one(),
            Episode.closed_at.is_(None),
            Episode.mail_rests_since.is_(None),
            or_(*open_today),
        )
        # The order of the index of whoever is in care.
        .order_by(Client.practice_id, Client.id)
    )
    return [Due(*row) for row in session.execute(statement)]


def next_due(session: Session, now: datetime) -> datetime:
    """When to look again once none is due: at the next time that anybody has set, and every five
    minutes, as somebody may set another."""
    wanted = select(Client.zone, Client.reminder["times"]).where(*_wants_one()).distinct()
    soon = now + SETTINGS_SEEN
    for zone, times in session.execute(wanted):
        try:
            at = next_reminder(now, zone, [time.fromisoformat(one) for one in times or ()])
        except (TypeError, ValueError):
            continue  # what can't be read is told when it would be sent
        soon = min(soon, at or soon)
    return soon


def _last_of(day: date) -> ColumnElement[str]:
    """The name of a client's last reminder of a day; their settings keep that time first."""
    last: ColumnElement[str] = Client.reminder[("times", 0)].as_string()
    return literal(f"{day.isoformat()}T") + last


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
    subject = due.client_id.hex
    try:
        wish = wish_of(due.reminder)
    except ValueError:
        unread = MailOfPeriod(KIND, subject, today.isoformat())
        skip(session, [unread], now, "a time can't be read", status="failed")
        return False
    names = _names(wish, now, due, on) if wish else []
    if wish is None or not names:
        return False
    *earlier, newest = names
    over = [*_missed(due, wish, today), *earlier]
    too_late = on is None and is_late_at_night(now, due.zone, newest)
    missed = [*over, newest] if too_late else over
    skip(session, [MailOfPeriod(KIND, subject, name) for name in missed], now, MISSED)
    if too_late:
        return False
    write = partial(_write, session, settings, due.client_id, wish, today, newest)
    rest = partial(rest_with, today)
    return send_once(session, MailOfPeriod(KIND, subject, newest), now, write, rest)


def _names(wish: Wish, now: datetime, due: Due, on: date | None) -> list[str]:
    """Today's reminders that are due, or all those of the date `on`: the last of them is sent."""
    if on is not None:
        return reminders_of(on, wish.times, wish.days)
    names = reminders_due(now, due.zone, wish.times, wish.days)
    return [name for name in names if _is_open(name, wish, due)]


def _missed(due: Due, wish: Wish, today: date) -> Iterator[str]:
    """The reminders between the last one that was begun and today's: theirs are over."""
    if due.newest is None:
        return
    day = max(date.fromisoformat(due.newest[:10]), today - OLDEST_MISSED)
    while day < today:
        names = reminders_of(day, wish.times, wish.days)
        yield from (name for name in names if _is_open(name, wish, due))
        day += DAY


def _is_open(name: str, wish: Wish, due: Due) -> bool:
    """Whether one comes after the last that was begun, and was not over when it was set."""
    set_at = local(wish.set_at, due.zone) if wish.set_at else None
    return name > (due.newest or "") and (
        set_at is None or name >= reminder_name(set_at.date(), set_at.time())
    )


def _write(
    session: Session, settings: Settings, client_id: UUID, wish: Wish, day: date, name: str
) -> Email | str:
    statement = (
        select(Episode)
        .where(Episode.client_id == client_id, Episode.closed_at.is_(None))
        .options(joinedload(Episode.client))
    )
    episode = session.scalars(statement).one()
    skipped = reason_to_skip(session, episode, wish, day)
    if skipped:
        return skipped
    if turn(session, episode, day) is Turn.SAYS_GOODBYE:
        if episode.client.weekly_email:
            return SILENT  # the weekly mail is the one that says so
        return resting_email(session, settings, episode, day) or NO_ADDRESS
    return reminder_email(session, settings, episode.client, name) or NO_ADDRESS
