"""A month of the audit trail in figures: how often what was done, and nobody's name."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from homecare.accounts.models import AuditLine
from homecare.accounts.trail.words import KINDS, REST, kind_of


def month_figures(
    session: Session, practice_id: UUID, begins: datetime, ends: datetime
) -> list[tuple[str, int]]:
    """How many lines of each kind a practice's trail has from `begins` to before `ends`."""
    statement = (
        select(AuditLine.action, func.count())
        .where(AuditLine.practice_id == practice_id, AuditLine.at >= begins, AuditLine.at < ends)
        .group_by(AuditLine.action)
    )
    counted = dict.fromkeys((*KINDS, REST), 0)
    for action, number in session.execute(statement):
        counted[kind_of(action)] += number
    return list(counted.items())
