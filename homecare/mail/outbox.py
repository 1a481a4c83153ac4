"""The outbox: a mail is stored with what caused it, and leaves later."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from homecare.database import new_id
from homecare.mail.message import Email
from homecare.mail.models import MailPart, MailWords, OutboxMail
from homecare.mail.transports import RECEIVER
from homecare.mail.undelivered import TURNED_AWAY


def queue(
    session: Session, email: Email, now: datetime, not_before: datetime | None = None
) -> OutboxMail | None:
    """Put a mail into the outbox; None where one with its key is there already."""
    if email.key is not None and _is_queued(session, email.key):
        return None
    row = OutboxMail(
        id=new_id(),
        practice_id=email.practice_id,
        client_id=email.client_id,
        kind=email.kind,
        key=email.key,
        to_address=email.to_address,
        to_name=email.to_name,
        words=MailWords(subject=email.subject, text=email.text, html=email.html),
        has_secret=email.has_secret,
        bulk=email.bulk,
        queued_at=now,
        not_before=not_before or now,
        parts=[
            MailPart(cid=part.cid, content_type=part.content_type, content=part.drawn(),
                     alt=part.alt)
            for part in email.parts
        ],
    )  # fmt: skip
    session.add(row)
    return row


def _is_queued(session: Session, key: str) -> bool:
    return session.scalar(select(OutboxMail.id).where(OutboxMail.key == key)) is not None


def waiting_since(session: Session, now: datetime) -> timedelta:
    """How long the mail that has waited longest past its time has waited; zero where none has.

    A mail that was tried in vain has waited since it was queued: a server that refuses every try
    is what somebody must hear of. A mailbox that is full is no such thing, nor is a receiver that
    is put off while later mail leaves, unless so many are put off that it can't be they.
    """
    due = case((OutboxMail.attempts == 0, OutboxMail.not_before), else_=OutboxMail.queued_at)
    waiting = select(func.min(due)).where(
        OutboxMail.status.in_(("queued", "sending")), OutboxMail.forgotten_at.is_(None)
    )
    if put_off(session) < TURNED_AWAY:
        waiting = waiting.where(or_(~is_put_off(), and_(~_is_full(), ~_later_mail_left())))
    oldest = session.scalar(waiting)
    return max(now - oldest, timedelta()) if oldest else timedelta()


def put_off(session: Session) -> int:
    """How many receivers a mail waits for because their own server said "later"."""
    receivers = select(func.count(OutboxMail.to_address.distinct())).where(is_put_off())
    return session.scalar(receivers) or 0


def is_put_off() -> ColumnElement[bool]:
    """Whether a mail waits because its receiver's own server said "later"."""
    return and_(OutboxMail.status == "queued", OutboxMail.error.startswith(RECEIVER))


def _is_full() -> ColumnElement[bool]:
    """Whether the mailbox alone is why: by the numbers of RFC 3463, 4.2 is about that."""
    return OutboxMail.error.like(f"{RECEIVER}SMTP ___ 4.2.%")


def _later_mail_left() -> ColumnElement[bool]:
    """Whether the server has taken anything that was queued after this."""
    later = aliased(OutboxMail)
    left = select(later.id).where(
        later.status == "sent",
        later.forgotten_at.is_(None),
        later.queued_at > OutboxMail.queued_at,
    )
    return left.exists()
