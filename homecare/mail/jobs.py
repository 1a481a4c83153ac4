"""Sending what the outbox holds: claimed one by one, so that two clocks never send one twice."""

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from email.errors import MessageError
from email.message import EmailMessage
from typing import Any, NamedTuple, cast
from uuid import UUID

import structlog
from sqlalchemy import (
    CursorResult,
    Select,
    Table,
    and_,
    bindparam,
    literal_column,
    select,
    update,
)
from sqlalchemy.orm import Session, joinedload, scoped_session, selectinload

from homecare.busy import in_turn
from homecare.mail.message import Heading, as_mime
from homecare.mail.models import OutboxMail
from homecare.mail.transports import (
    NotNowError,
    RefusedError,
    Transport,
    UncertainError,
    UnreachableError,
)
from homecare.mail.undelivered import UNWRITABLE
from homecare.mail.urgent import rest

AT_ONCE, LOOKED_UP = 200, 20
"""So many mails leave in a round, looked up so few at a time: a link that somebody has asked for
meanwhile waits for no more of them."""
GIVE_UP_AFTER = timedelta(hours=72)
CLAIM_LASTS = timedelta(minutes=10)
log = structlog.get_logger()

AnySession = Session | scoped_session[Any]
HeadingOf = Callable[[Session, OutboxMail], Heading]
RestsUntil = Callable[[Session, OutboxMail, datetime], datetime | None]
# In the words of its index, which is not found where the status comes as a parameter.
_IS_QUEUED = OutboxMail.status == literal_column("'queued'")
# Nothing of what is being sent is forgotten; said so, an index finds it among all mails.
_IS_LOST = and_(OutboxMail.status == "sending", OutboxMail.forgotten_at.is_(None))


# Put together once, as every mail sends both, and of the table: for a model all that a session
# knows would be looked through.
_MAILS = cast(Table, OutboxMail.__table__)
_CLAIM = (
    update(_MAILS)
    .where(_MAILS.c.id == bindparam("mail"), _MAILS.c.status == "queued")
    .values(status="sending", claimed_at=bindparam("at"), attempts=_MAILS.c.attempts + 1)
)
_LEFT = (
    update(_MAILS)
    .where(_MAILS.c.id == bindparam("mail"), _MAILS.c.status == "sending")
    .values(
        status="sent",
        error=bindparam("said"),
        claimed_at=None,
        sent_at=bindparam("at"),
        to_file=bindparam("file"),
    )
)


class Outcome(NamedTuple):
    """How one try ended; `lost` says that the server answers nobody just now."""

    status: str
    error: str = ""
    lost: bool = False
    to_file: bool = False


def _plain(_session: Session, _row: OutboxMail) -> Heading:
    return Heading()


def _never(_session: Session, _row: OutboxMail, _now: datetime) -> None:
    return None


class Sender(NamedTuple):
    """The address that every mail comes from, what else stands above one, and until when one that
    comes by itself (`bulk`) waits because its reader sleeps."""

    address: str
    heading_of: HeadingOf = _plain
    rests_until: RestsUntil = _never


_unwritten: dict[UUID, Outcome] = {}
"""What the server answered and the database was too busy to be told: a mail that has left must
not be sent again for it, nor one that has not be given up."""


def send_mail(
    session: AnySession,
    transport: Transport,
    sender: Sender,
    now: datetime,
    bulk: bool = True,
) -> int:
    """Send 200 mails that are due; answers how many the server took or refused.

    Links and codes that let somebody in go first, whose reader waits at a screen; then what tells
    of a flag or a change; then what comes by itself, which without `bulk` is left alone.

    Where the server does not answer, the rest waits for the next round: each would cost its own
    wait, and the clock has more to do than that.
    """
    answered = 0
    for mail_id, outcome in list(_unwritten.items()):
        _write_down(session, mail_id, outcome, now)
    if bulk:
        in_turn(session, lambda inside: _give_up_lost_claims(inside, now))
    try:
        for mail_id in _in_order(session, now, bulk):
            ended = _send_one(session, transport, sender, mail_id, now)
            if ended and ended.lost:
                break
            answered += ended is not None
    finally:
        transport.close()
    return answered


def is_due(session: AnySession, now: datetime, bulk: bool = True) -> bool:
    """Whether any mail is due, or without `bulk` one that somebody waits for."""
    is_any = session.scalar(_due(now, bulk).limit(1)) is not None
    return is_any or (bulk and _is_any_lost(session, now))


def _is_any_lost(session: AnySession, now: datetime) -> bool:
    lost = select(OutboxMail.id).where(_IS_LOST, OutboxMail.claimed_at < now - CLAIM_LASTS)
    return session.scalar(lost.limit(1)) is not None


def _in_order(session: AnySession, now: datetime, bulk: bool) -> Iterator[UUID]:
    """The mails of one round, looked up anew every few."""
    began, left = time.monotonic(), AT_ONCE
    while left > 0:
        at = now + timedelta(seconds=time.monotonic() - began)
        few = _first(session, at, bulk, min(left, LOOKED_UP))
        if not few:
            return
        yield from few
        left -= len(few)


def _first(session: AnySession, now: datetime, bulk: bool, most: int) -> list[UUID]:
    awaited = _due(now, bulk=False).where(OutboxMail.has_secret).limit(most)
    first = list(session.scalars(awaited))
    if len(first) < most:
        # By itself, as the order of the index is kept so: of bulk there may be tens of thousands.
        others = _due(now, bulk).where(OutboxMail.id.not_in(first)).limit(most - len(first))
        first += session.scalars(others)
    return first


def _due(now: datetime, bulk: bool) -> Select[UUID]:
    due = select(OutboxMail.id).where(_IS_QUEUED, OutboxMail.not_before <= now)
    if not bulk:
        due = due.where(OutboxMail.bulk.is_(False))
    return due.order_by(OutboxMail.bulk, OutboxMail.not_before, OutboxMail.id)


def _give_up_lost_claims(session: Session, now: datetime) -> int:
    """A process that died while sending leaves a claim behind; the mail may have arrived."""
    lost = (
        update(OutboxMail)
        .where(_IS_LOST, OutboxMail.claimed_at < now - CLAIM_LASTS)
        .values(status="uncertain", error="the process stopped while sending")
    )
    return _changed(session, lost)


def _changed(session: Session, statement: object, given: object = None) -> int:
    result = session.execute(statement, given)  # type: ignore[call-overload]
    assert isinstance(result, CursorResult)  # noqa: S101 (tells the type checker)
    return result.rowcount


def _claim(session: Session, mail_id: UUID, now: datetime) -> bool:
    return _changed(session, _CLAIM, {"mail": mail_id, "at": now}) == 1


def _send_one(
    session: AnySession, transport: Transport, sender: Sender, mail_id: UUID, now: datetime
) -> Outcome | None:
    claimed = in_turn(session, lambda inside: _claimed(inside, mail_id, sender, now))
    if claimed is None:
        return None
    _unwritten[mail_id] = outcome = _deliver(transport, *claimed)
    return _write_down(session, mail_id, outcome, now)


def _claimed(
    session: Session, mail_id: UUID, sender: Sender, now: datetime
) -> tuple[str, EmailMessage | None] | None:
    """The address and the message of a mail that is now ours to send."""
    if not _claim(session, mail_id, now):
        return None
    whole = [joinedload(OutboxMail.words), selectinload(OutboxMail.parts)]
    row = session.get_one(OutboxMail, mail_id, options=whole, populate_existing=True)
    if row.bulk and (morning := sender.rests_until(session, row, now)):
        _let_rest(row, morning)
        return None
    return row.to_address, _written(session, row, sender)


def _let_rest(row: OutboxMail, morning: datetime) -> None:
    """As it was before it was taken; it has waited for nothing but the morning."""
    row.status, row.claimed_at, row.attempts, row.not_before = "queued", None, 0, morning


def _write_down(session: AnySession, mail_id: UUID, outcome: Outcome, now: datetime) -> Outcome:
    """Store how a try ended; a database that is busy till the end is told at the next round."""
    status = in_turn(session, lambda inside: _settled(inside, mail_id, outcome, now))
    _unwritten.pop(mail_id, None)  # another round may have written it down, too
    return outcome._replace(status=status)


def _settled(session: Session, mail_id: UUID, outcome: Outcome, now: datetime) -> str:
    if outcome.status == "sent" and _is_sent(session, mail_id, outcome, now):
        return outcome.status
    row = session.get(OutboxMail, mail_id, populate_existing=True)
    if row is None:
        return outcome.status
    if row.status == "sending":
        _settle(row, outcome, now)
    if row.status != "sent":
        log.warning("mail", kind=row.kind, id=str(row.id), status=row.status, error=outcome.error)
    return row.status


def _is_sent(session: Session, mail_id: UUID, outcome: Outcome, now: datetime) -> bool:
    """Write down that a mail has left, in one statement; False where it is ours no more."""
    said = {"said": outcome.error, "file": outcome.to_file}
    return _changed(session, _LEFT, {"mail": mail_id, "at": now, **said}) == 1


def _written(session: Session, row: OutboxMail, sender: Sender) -> EmailMessage | None:
    """The message, or None where a row can't be made one: it must not stop the others."""
    try:
        return as_mime(row, sender.address, sender.heading_of(session, row))
    except (ValueError, LookupError, TypeError, MessageError):
        return None


def _deliver(transport: Transport, recipient: str, message: EmailMessage | None) -> Outcome:
    if message is None:
        return Outcome("failed", UNWRITABLE)
    try:
        transport.deliver(message, recipient)
    except NotNowError as error:
        return Outcome("queued", str(error), isinstance(error, UnreachableError))
    except RefusedError as error:
        return Outcome("failed", str(error))
    except UncertainError as error:
        return Outcome("uncertain", str(error), lost=True)
    except OSError as error:
        return Outcome("queued", type(error).__name__)
    return Outcome("sent", to_file=transport.to_file)


def _settle(row: OutboxMail, outcome: Outcome, now: datetime) -> None:
    """Write down how it went; "not now" is tried again for 72 hours, ever more rarely."""
    row.status, row.error, row.claimed_at = outcome.status, outcome.error, None
    if outcome.status == "sent":
        row.sent_at, row.to_file = now, outcome.to_file
    elif outcome.status == "queued":
        row.not_before = now + rest(row, now, nobody_answers=outcome.lost)
        if now - row.queued_at > GIVE_UP_AFTER:
            row.status = "failed"
