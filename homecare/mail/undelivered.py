"""Mail that failed, or may not have arrived: what can be done about it, and in which words."""

import re
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Update,
    and_,
    exists,
    func,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session, aliased

from homecare.mail.models import OutboxMail
from homecare.mail.transports import NO_ENCRYPTION, RECEIVER

_FULL = re.compile(r"SMTP (552(?! \d)|[45]\d\d [45]\.2\.2\b)")
_UNWANTED = re.compile(r"SMTP (554(?! \d)|5\d\d 5\.7\.)")
SHOWN_FOR = timedelta(days=30)  # as long as its words are kept
TURNED_AWAY = 3  # so many receivers at once are no full mailbox, but a server that takes nothing
ADDRESS_CHANGED = "address changed"
TAKEN_BACK = "taken_back"
RESTORED = "waited when a backup was taken"
MADE_ANEW = ("invitation", "confirm-address")  # a newer one stands in for one that failed
UNWRITABLE = "it can't be written as a mail"


def is_undelivered(since: Any) -> ColumnElement[bool]:
    """Failed or uncertain since then, as a rule `SHOWN_FOR`, and nobody has dealt with it.

    An invitation, and what was withheld from an address that was changed, is dealt with once a
    newer mail of its kind about the same client was sent.
    """
    return and_(
        # In the words of their index, which is not found where they come as parameters.
        OutboxMail.status.in_((literal_column("'failed'"), literal_column("'uncertain'"))),
        OutboxMail.settled_at.is_(None),
        OutboxMail.queued_at > since,
        ~_sent_anew(),
    )


def _sent_anew() -> ColumnElement[bool]:
    newer = aliased(OutboxMail)
    same = (newer.client_id == OutboxMail.client_id, newer.kind == OutboxMail.kind)
    sent = (newer.status == "sent", newer.to_file.is_(False))
    stands_in = or_(OutboxMail.kind.in_(MADE_ANEW), OutboxMail.error == ADDRESS_CHANGED)
    practice = newer.practice_id == OutboxMail.practice_id
    return and_(
        stands_in, exists().where(practice, *same, *sent, newer.queued_at > OutboxMail.queued_at)
    )


def count_undelivered(session: Session, now: datetime) -> int:
    """How many mails of the whole database wait for somebody to deal with them."""
    missed = select(func.count()).select_from(OutboxMail).where(is_undelivered(now - SHOWN_FOR))
    return session.scalar(missed) or 0


def send_again(session: Session, now: datetime, mail: OutboxMail) -> bool:
    """Put a mail back into the queue, as it was; False where somebody was quicker.

    Its Message-ID stays, so that many programs show one that comes twice once.
    """
    again = _unsettled(mail).where(OutboxMail.forgotten_at.is_(None))
    values = {"status": "queued", "attempts": 0, "queued_at": now, "not_before": now, "error": ""}
    return session.scalar(again.values(**values).returning(OutboxMail.id)) is not None


def settle(session: Session, now: datetime, mail: OutboxMail, by: UUID | None) -> bool:
    """Write down that somebody dealt with it; False where somebody did so already."""
    done = _unsettled(mail).values(settled_at=now, settled_by=by)
    return session.scalar(done.returning(OutboxMail.id)) is not None


def _unsettled(mail: OutboxMail) -> Update:
    return update(OutboxMail).where(
        OutboxMail.id == mail.id,
        OutboxMail.status.in_(("failed", "uncertain")),
        OutboxMail.settled_at.is_(None),
    )


def withdraw(session: Session, client_id: UUID, address: str) -> None:
    """Send nothing more about a client to an address that was replaced."""
    waiting = update(OutboxMail).where(
        OutboxMail.client_id == client_id,
        OutboxMail.to_address == address,
        OutboxMail.status == "queued",
    )
    session.execute(waiting.values(status="failed", error=ADDRESS_CHANGED))


def take_back(
    session: Session, now: datetime, by: UUID | None, kind: str, *which: ColumnElement[bool]
) -> None:
    """Send nothing of a kind whose link was ended by somebody: nobody has to deal with it."""
    waiting = update(OutboxMail).where(
        OutboxMail.kind == kind, OutboxMail.status == "queued", *which
    )
    ended = {"status": "failed", "error": TAKEN_BACK, "settled_at": now, "settled_by": by}
    session.execute(waiting.values(**ended))


def is_held_back(mail: OutboxMail) -> bool:
    """Whether nobody tried to send it, as its address was replaced first."""
    return mail.error == ADDRESS_CHANGED


def reason(status: str, error: str) -> str:
    """Why a mail did not get through, and what helps."""
    if error == RESTORED:
        return "It waited when the backup was taken. It may have left between then and the restore."
    if status == "uncertain":
        return "The connection broke while it was handed over. It may have arrived."
    if error == ADDRESS_CHANGED:
        return "It was held back here: the address was changed before it could leave."
    if error == UNWRITABLE:
        return "No mail can be sent to this address. Correct it."
    if error == NO_ENCRYPTION:
        return "For three days the mail server offered no encryption, so nothing was handed over."
    return _reason_of(error)


def _reason_of(reply: str) -> str:
    """What a mail server's answer means."""
    if _FULL.search(reply):
        return "The receiver’s mailbox is full: reach them another way."
    if _UNWANTED.search(reply):
        return (
            "The rules of a mail server keep it out, as those against unwanted mail do. Reach them "
            "another way, and have whoever runs your mail look into it."
        )
    if reply.startswith(f"{RECEIVER}SMTP 5"):
        return "The receiver’s mail server refuses it: the address may be wrong. Check it."
    if reply.startswith(f"{RECEIVER}SMTP"):
        return "For three days the receiver’s mail server said “later”. The mailbox may be full."
    if reply.startswith("SMTP 5"):
        return "The mail server refused this mail."
    return "For three days the mail server could not be reached, or said “later”."
