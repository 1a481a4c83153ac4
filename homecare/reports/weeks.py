"""The weeks whose mails are due: the newest one alone is sent, at most three days late."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from homecare.accounts.models import Practice
from homecare.clockwork.once_a_period import (
    LATE,
    MISSED,
    MailOfPeriod,
    hex_of,
    newest_run,
    not_begun,
    skip,
)
from homecare.clockwork.periods import week_before, week_name, weekly_due

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


def weeks_due(
    session: Session, now: datetime, on: date | None, waited: timedelta
) -> list[PracticeWeek]:
    practices = session.execute(select(Practice.id, Practice.zone).order_by(Practice.id)).all()
    return [
        PracticeWeek(
            practice_id, zone, *((week_before(on), True) if on else weekly_due(now, zone, waited))
        )
        for practice_id, zone in practices
    ]


def not_begun_in(kind: str, model: Any, week: PracticeWeek, now: datetime) -> Select[Any]:
    subject = hex_of(model.id)
    return (
        select(model.id, newest_run(kind, subject, now))
        .where(
            model.practice_id == week.practice_id,
            not_begun(kind, subject, week_name(week.monday), now),
        )
        .order_by(model.id)
    )


def due_rows(session: Session, statement: Select[Any]) -> Due:
    return [(identity, newest) for identity, newest in session.execute(statement)]


def timely(
    session: Session, kind: str, due: Due, week: PracticeWeek, now: datetime
) -> list[tuple[UUID, MailOfPeriod]]:
    """What may still be sent; what is missed or too late is recorded and left out."""
    period = week_name(week.monday)
    pieces = [(identity, MailOfPeriod(kind, identity.hex, period)) for identity, _ in due]
    skip(session, [p for who, newest in due for p in _missed(kind, who, newest, week)], now, MISSED)
    if week.timely:
        return pieces
    skip(session, [piece for _, piece in pieces], now, LATE)
    return []


def _missed(
    kind: str, identity: UUID, newest: str | None, week: PracticeWeek
) -> Iterator[MailOfPeriod]:
    """The weeks between the last one that was begun and this one."""
    if newest is None:
        return
    year, number = newest.split("-W")
    monday = max(
        date.fromisocalendar(int(year), int(number), 1) + WEEK, week.monday - OLDEST_MISSED
    )
    while monday < week.monday:
        yield MailOfPeriod(kind, identity.hex, week_name(monday))
        monday += WEEK
