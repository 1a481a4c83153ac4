"""What is written down beside the verbs of a clinic: what is no practice's, and what was found."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from homecare.accounts.models import AuditLine
from homecare.accounts.trail.queries import ACCEPTED, Found
from homecare.accounts.trail.sealing import write_down
from homecare.database import new_id


def note_by_itself(session: Session, now: datetime, action: str, **of: Any) -> None:
    """Write down what nobody did in a practice's name: at the door, or on the server.

    `of` are columns of the line: whose practice, who, a subject.
    """
    write_down(session, AuditLine(id=new_id(), action=action, at=now, **{"subject": "", **of}))


def accept(session: Session, now: datetime, found: Iterable[Found]) -> None:
    """Write down that somebody has looked into these breaks, and those before them."""
    last: dict[UUID | None, int] = {}
    for one in found:
        last[one.practice_id] = max(one.seq, last.get(one.practice_id, 0))
    for practice_id, seq in last.items():
        note_by_itself(session, now, ACCEPTED, practice_id=practice_id, subject=str(seq))
