"""Reading what a record said before."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from homecare.clients.amended.models import RecordChange


def changes_in(session: Session, episode_id: UUID) -> Sequence[RecordChange]:
    """What was changed of a record as the timeline of an episode tells it, the earliest first."""
    return session.scalars(_CHANGES, {"of": episode_id}).all()


_CHANGES = (
    select(RecordChange)
    .where(RecordChange.episode_id == bindparam("of"))
    .order_by(RecordChange.at, RecordChange.id)
)
