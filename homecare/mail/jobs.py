"""Sending what the outbox holds: claimed one by one, so that two clocks never send one twice."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import CursorResult, select, update
from sqlalchemy.orm import Session, scoped_session, selectinload

from homecare.database import transaction
from homecare.mail.message import as_mime
from homecare.mail.models import OutboxMail
from homecare.mail.transports import NotNowError, RefusedError, Transport, UncertainError

AT_ONCE = 200
GIVE_UP_AFTER = timedelta(hours=72)
CLAIM_LASTS = timedelta(minutes=10)
log = structlog.get_logger()

AnySession = Session | scoped_session[Any]


def send_mail(
    session: AnySession, transport: Transport, sender: str, now: datetime
) -> Counter[str]:
    """Send every mail that is due; answers how many ended in which status."""
    result: Counter[str] = Counter()
    with transaction(session) as inside:
        result["uncertain"] += _give_up_lost_claims(inside, now)
    for mail_id in _due(session, now):
        status = _send_one(session, transport, sender, mail_id, now)
        if status:
            result[status] += 1
    transport.close()
    return result


def _due(session: AnySession, now: datetime) -> list[UUID]:
    due = (
        select(OutboxMail.id)
        .where(OutboxMail.status == "queued", OutboxMail.not_before <= now)
        .order_by(OutboxMail.not_before, OutboxMail.id)
        .limit(AT_ONCE)
    )
    return list(session.scalars(due))


def _give_up_lost_claims(session: Session, now: datetime) -> int:
    """A process that died while sending leaves a claim behind; the mail may have arrived."""
    lost = (
        update(OutboxMail)
        .where(OutboxMail.status == "sending", OutboxMail.claimed_at < now - CLAIM_LASTS)
        .values(status="uncertain", error="the process stopped while sending")
    )
    return _changed(session, lost)


def _changed(session: Session, statement: object) -> int:
    result = session.execute(statement)  # type: ignore[call-overload]
    assert isinstance(result, CursorResult)  # noqa: S101 (tells the type checker)
    return result.rowcount


def _claim(session: Session, mail_id: UUID, now: datetime) -> bool:
    claim = (
        update(OutboxMail)
        .where(OutboxMail.id == mail_id, OutboxMail.status == "queued")
        .values(status="sending", claimed_at=now, attempts=OutboxMail.attempts + 1)
    )
    return _changed(session, claim) == 1


def _send_one(
    session: AnySession, transport: Transport, sender: str, mail_id: UUID, now: datetime
) -> str | None:
    with transaction(session) as inside:
        if not _claim(inside, mail_id, now):
            return None
        row = inside.get_one(OutboxMail, mail_id, options=[selectinload(OutboxMail.parts)],
                             populate_existing=True)  # fmt: skip
        message = as_mime(row, sender)
    outcome, error = _deliver(transport, row.to_address, message)
    with transaction(session) as inside:
        row = inside.get_one(OutboxMail, mail_id)
        _settle(row, outcome, error, now)
        if row.status != "sent":
            log.warning("mail", kind=row.kind, id=str(row.id), status=row.status, error=error)
        return row.status


def _deliver(transport: Transport, recipient: str, message: object) -> tuple[str, str]:
    try:
        transport.deliver(message, recipient)  # type: ignore[arg-type]
    except NotNowError as error:
        return "queued", str(error)
    except RefusedError as error:
        return "failed", str(error)
    except UncertainError as error:
        return "uncertain", str(error)
    except OSError as error:
        return "queued", type(error).__name__
    return "sent", ""


def _settle(row: OutboxMail, outcome: str, error: str, now: datetime) -> None:
    """Write down how it went; "not now" is tried again, ever more rarely, for 72 hours."""
    row.status, row.error, row.claimed_at = outcome, error, None
    if outcome == "sent":
        row.sent_at = now
    elif outcome == "queued":
        row.not_before = now + min(timedelta(minutes=2**row.attempts), timedelta(hours=4))
        if now - row.queued_at > GIVE_UP_AFTER:
            row.status = "failed"
