"""The audit trail: a line for every view of a record and every decision."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from homecare.accounts.actor import Actor
from homecare.accounts.models import AuditLine


def note(
    session: Session,
    actor: Actor,
    action: str,
    now: datetime,
    client_id: UUID | None = None,
    subject: str = "",
) -> None:
    """Write down that `actor` did `action`; `subject` names a row or kind, never what it says."""
    session.add(
        AuditLine(
            practice_id=actor.practice_id,
            actor_id=actor.person_id,
            client_id=client_id,
            action=action,
            subject=subject,
            at=now,
        )
    )
