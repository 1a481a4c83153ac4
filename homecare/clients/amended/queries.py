"""Reading what a record said before."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.clients.amended.models import RecordChange


def changes_in(session: Session, episode_id: UUID) -> Sequence[RecordChange]:
    """What was changed of a record as the timeline of an episode tells it, the earliest first."""
    told = select(RecordChange).where(RecordChange.episode_id == episode_id)
    return session.scalars(told.order_by(RecordChange.at, RecordChange.id)).all()
