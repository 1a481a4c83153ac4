"""Reading the outbox: what was sent about somebody, never what it said."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, case, select
from sqlalchemy.orm import Session

from homecare.mail.models import OutboxMail
from homecare.mail.undelivered import ADDRESS_CHANGED, TAKEN_BACK
from homecare.together import Asked, rows

HELD_BACK = {ADDRESS_CHANGED: "withheld", TAKEN_BACK: "taken_back"}
HOW_FAR = case(HELD_BACK, value=OutboxMail.error, else_=OutboxMail.status)


def fate(mail: OutboxMail) -> str:
    """How far a mail got, as `MailAbout` names it."""
    return HELD_BACK.get(mail.error, mail.status)


class MailAbout(NamedTuple):
    """One mail about a client: its kind, its receiver, how far it got; `client_id` is the record
    that it stands in now. `status` is that of the outbox, or withheld, or taken back:
    nobody tried to send it, as its address or its link ended first."""

    id: UUID
    client_id: UUID | None
    kind: str
    to_address: str
    to_name: str
    status: str
    queued_at: datetime
    sent_at: datetime | None
    to_file: bool


def mails_about(session: Session, practice_id: UUID, ids: Collection[UUID]) -> Sequence[MailAbout]:
    """Every mail about any of these records of a practice, to whomever, the newest first."""
    return [MailAbout(*row) for row in rows(session, mails_asked(practice_id, ids))[0]]


def mails_asked(practice_id: UUID, ids: Collection[UUID]) -> Asked:
    """The question of `mails_about`."""
    return Asked(_ABOUT, {"practice": practice_id, "ids": list(ids)})


_ABOUT = (
    select(OutboxMail.id, OutboxMail.client_id, OutboxMail.kind, OutboxMail.to_address,
           OutboxMail.to_name, HOW_FAR, OutboxMail.queued_at, OutboxMail.sent_at,
           OutboxMail.to_file)
    .where(OutboxMail.practice_id == bindparam("practice"))
    .where(OutboxMail.client_id.in_(bindparam("ids", expanding=True)))
    .order_by(OutboxMail.queued_at.desc(), OutboxMail.id.desc())
)  # fmt: skip


def newest_since(
    session: Session, about: tuple[UUID, UUID | None], kind: str, since: datetime
) -> OutboxMail | None:
    """The last mail of a kind about a client of a practice that was written since a moment."""
    practice_id, client_id = about
    written = select(OutboxMail).where(
        OutboxMail.practice_id == practice_id,
        OutboxMail.client_id == client_id,
        OutboxMail.kind == kind,
        OutboxMail.queued_at >= since,
    )
    return session.scalar(written.order_by(OutboxMail.queued_at.desc()).limit(1))
