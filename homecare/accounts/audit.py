"""The audit trail: a line for every view of a record and every decision."""

from uuid import UUID

from homecare.accounts.models import AuditLine
from homecare.accounts.trail.sealing import write_down
from homecare.acting import Act
from homecare.database import new_id

LONGEST_SUBJECT = 120


def note(act: Act, action: str, client_id: UUID | None = None, subject: str = "") -> None:
    """Write down that somebody did `action`; `subject` names a row or kind, never what it says."""
    line = AuditLine(
        id=new_id(),
        practice_id=act.actor.practice_id,
        actor_id=act.actor.person_id,
        client_id=client_id,
        action=action,
        subject=subject,
        at=act.now,
    )
    write_down(act.session, line)
