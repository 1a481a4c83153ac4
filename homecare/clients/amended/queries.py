"""Reading what a record said before."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from homecare.clients.amended.models import RecordChange
from homecare.together import Asked, rows


def changes_in(session: Session, episode_id: UUID) -> Sequence[RecordChange]:
    """What was changed of a record as the timeline of an episode tells it, the earliest first."""
    return rows(session, changes_asked(episode_id))[0]


def changes_asked(episode_id: UUID) -> Asked:
    """The question of `changes_in`."""
    return Asked(_CHANGES, {"of": episode_id})


_CHANGES = (
    select(RecordChange)
    .where(RecordChange.episode_id == bindparam("of"))
    .order_by(RecordChange.at, RecordChange.id)
)
