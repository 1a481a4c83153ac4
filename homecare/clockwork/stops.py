"""Times without a sign of life: while the server was down, nobody's silence says anything.

A phone keeps what it is told and sends it once the server is back, so after a stop everything
that is said of silent people waits for a day.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import ScalarSelect, bindparam, select
from sqlalchemy.orm import Session

from homecare.clockwork.models import Heartbeat, ServerStop
from homecare.database import new_id, rows_of

CLOCK = "clock"
"""The sign of life of the clock process."""
WORK_ENDED = "clock work"
"""The sign that a round of its work has come to an end, save mail and the sign of life."""
LEAST_STOP = timedelta(hours=12)
"""A shorter gap is no stop: a small practice's computer may be off at night (ours)."""
WHOLE_DAY = timedelta(hours=16)
"""Down for so long of a day, nobody could have been heard on it (ours)."""
PHONES_SEND = timedelta(days=1)
"""What phones have kept is awaited for so long after a stop (ours)."""
DAY = timedelta(days=1)

ALWAYS = datetime.min.replace(tzinfo=UTC)
Span = tuple[date, date]


class Stop(NamedTuple):
    """From the last sign of life to the next one."""

    began: datetime
    ended: datetime


class Sign(NamedTuple):
    """A sign of life: the machine's time, the app's (which a demonstration moves), and whose."""

    at: datetime
    shown_at: datetime
    process: str


def sign_of(name: str = CLOCK) -> ScalarSelect[datetime]:
    """When a process last showed a sign of life, by the machine's time; part of a statement."""
    return select(Heartbeat.at).where(Heartbeat.name == name).scalar_subquery()


def beat(session: Session, name: str, sign: Sign) -> None:
    """Show a sign of life; a stop that it ends is kept.

    Another process was started meanwhile: then the app's time tells how long nobody was there. A
    process that goes on has slept where the machine's time jumped; where the app's alone did,
    somebody moves it.
    """
    row = session.get(Heartbeat, name)
    if row is None:
        session.add(Heartbeat(name=name, **sign._asdict()))
        return
    if stop := _stop_before(sign, Sign(row.at, row.shown_at or row.at, row.process)):
        session.add(ServerStop(id=new_id(), began=stop.began, ended=stop.ended))
    row.at, row.shown_at, row.process = sign


def _stop_before(sign: Sign, last: Sign) -> Stop | None:
    passed = sign.at - last.at if sign.process == last.process else sign.shown_at - last.shown_at
    if passed < LEAST_STOP or sign.shown_at <= last.shown_at:
        return None
    return Stop(last.shown_at, sign.shown_at)


# In the order of the index: a stop begins when the one before it has ended.
ENDED = (
    select(ServerStop.began, ServerStop.ended)
    .where(ServerStop.ended > bindparam("since"))
    .order_by(ServerStop.ended)
)


def stops(session: Session, since: datetime = ALWAYS) -> list[Stop]:
    """Every stop that ended after a moment, the oldest first."""
    return [Stop(*row) for row in rows_of(session, ENDED, {"since": since})]


class Wait(NamedTuple):
    """Whether phones are still waited for, and for how long they were: no mail is late by that."""

    goes_on: bool = False
    lasted: timedelta = timedelta()


def wait_for_phones(session: Session, now: datetime) -> Wait:
    """How the newest stop of a day or more holds back what is said of silent people."""
    lately = [stop for stop in stops(session, now - 2 * PHONES_SEND) if _is_long(stop, now)]
    if not lately:
        return Wait()
    return Wait(now - lately[-1].ended < PHONES_SEND, PHONES_SEND)


def _is_long(stop: Stop, now: datetime) -> bool:
    return stop.ended - stop.began >= DAY and stop.ended <= now


def unheard_in(session: Session, zones: Iterable[str], since: date) -> dict[str, tuple[Span, ...]]:
    """The days of each zone, from `since` on, on which the server heard nobody.

    A stop that began before is told whole.
    """
    stopped = stops(session, datetime.combine(since - DAY, time(), UTC))
    return {zone: unheard_days(stopped, zone) for zone in zones}


def unheard_days(stopped: Iterable[Stop], zone: str) -> tuple[Span, ...]:
    """The days of a zone on which nobody could be heard, and the one on which a stop ended."""
    return tuple(span for stop in stopped if (span := _unheard(stop, ZoneInfo(zone))))


def _unheard(stop: Stop, zone: ZoneInfo) -> Span | None:
    first, last = stop.began.astimezone(zone).date(), stop.ended.astimezone(zone).date()
    if _down(stop, first, zone) < WHOLE_DAY:
        first += DAY
    return (
        (first, last) if any(_down(stop, on, zone) >= WHOLE_DAY for on in (first, last)) else None
    )


def _down(stop: Stop, on: date, zone: ZoneInfo) -> timedelta:
    """For how long of a day the server was down."""
    begins, ends = (datetime.combine(day, time(), zone).astimezone(UTC) for day in (on, on + DAY))
    return min(stop.ended, ends) - max(stop.began, begins)
