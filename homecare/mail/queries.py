"""Reading the outbox: what was sent about somebody, never what it said."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.mail.models import OutboxMail


class MailAbout(NamedTuple):
    """One mail about a client: its kind, its receiver, how far it got; `client_id` is the record
    that it stands in now."""

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
    columns = (OutboxMail.id, OutboxMail.client_id, OutboxMail.kind, OutboxMail.to_address,
               OutboxMail.to_name, OutboxMail.status, OutboxMail.queued_at,
               OutboxMail.sent_at, OutboxMail.to_file)  # fmt: skip
    mine = select(*columns).where(
        OutboxMail.practice_id == practice_id, OutboxMail.client_id.in_(ids)
    )
    newest = mine.order_by(OutboxMail.queued_at.desc(), OutboxMail.id.desc())
    return [MailAbout(*row) for row in session.execute(newest).all()]
