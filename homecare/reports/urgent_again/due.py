"""Who is told again of urgent flags, and when: once a working day while nobody has noted anything,
and on the first morning of a cover."""

from collections.abc import Iterator
from datetime import date, datetime
from functools import partial
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from homecare.accounts.models import Person
from homecare.clients.covers.queries import covers_on
from homecare.clockwork.models import Run
from homecare.clockwork.once_a_period import AnySession, MailOfPeriod, send_once, thread_session
from homecare.clockwork.periods import local
from homecare.clockwork.runs import is_begun
from homecare.flags.queries import who_is_told
from homecare.reports.urgent_again.email import (
    AGAIN,
    COVER,
    urgent_email,
)
from homecare.reports.urgent_again.queries import (
    OpenFlag,
    Told,
    open_flags,
    practices_with_urgent,
)
from homecare.rules.overdue import TOLD_AGAIN_AT, Waiting, is_told_again
from homecare.rules.verdict.episode_on_day import URGENT


def send(session: AnySession, settings: Settings, now: datetime, on: date | None) -> int:
    """Queue what is due, or what is due on the date `on`; answers how many mails."""
    session = thread_session(session)
    sent = 0
    for told in list(_due(session, now, on)):
        write = partial(urgent_email, session, settings, told)
        sent += send_once(session, told.piece, now, write)
    return sent


def is_due(session: Session, now: datetime) -> bool:
    """Whether anybody is to be told now."""
    return any(True for _ in _due(session, now, None))


def _due(session: Session, now: datetime, on: date | None) -> Iterator[Told]:
    """Each mail that is due and was not begun."""
    for practice_id, zone in practices_with_urgent(session):
        here = local(now, zone)
        if on is None and here.time() < TOLD_AGAIN_AT:
            continue
        day, flags = on or here.date(), open_flags(session, practice_id)
        begins = list(_of_covers(session, practice_id, day, flags))
        told_there = {(told.person.id, flag.id) for told in begins for flag in told.flags}
        untouched = [
            flag
            for flag in flags
            if flag.is_untouched and is_told_again(Waiting(URGENT, flag.since), now, zone)
        ]
        again = _again(session, practice_id, day, untouched, told_there)
        yield from _not_begun(session, [*begins, *again], now)


def _of_covers(
    session: Session, practice_id: UUID, day: date, flags: list[OpenFlag]
) -> Iterator[Told]:
    """Who begins to cover on that day for somebody whose clients have urgent flags open."""
    for cover in covers_on(session, practice_id, day):
        theirs = [flag for flag in flags if flag.therapist_id == cover.person_id]
        if theirs and cover.first_day == day:
            piece = MailOfPeriod(COVER, cover.id.hex, day.isoformat())
            yield Told(piece, practice_id, cover.substitute, theirs, cover)


def _again(
    session: Session, practice_id: UUID, day: date, flags: list[OpenFlag],
    told_there: set[tuple[UUID, UUID]],
) -> Iterator[Told]:  # fmt: skip
    """One mail to each of those who are told of these flags, save what another mail of the day
    tells them."""
    of_each: dict[UUID, tuple[Person, list[OpenFlag]]] = {}
    for flag in flags:
        for person in who_is_told(session, practice_id, flag.therapist_id, day):
            if (person.id, flag.id) not in told_there:
                of_each.setdefault(person.id, (person, []))[1].append(flag)
    for person, theirs in of_each.values():
        subject = f"{practice_id.hex}/{person.id.hex}"
        yield Told(MailOfPeriod(AGAIN, subject, day.isoformat()), practice_id, person, theirs)


def _not_begun(session: Session, told: list[Told], now: datetime) -> Iterator[Told]:
    periods = {one.piece.period for one in told}
    statement = select(Run.kind, Run.subject, Run.period).where(
        Run.kind.in_((AGAIN, COVER)), Run.period.in_(periods), is_begun(now)
    )
    begun = {MailOfPeriod(*row) for row in session.execute(statement)} if told else set()
    return (one for one in told if one.piece not in begun)
