"""Which episodes are to be assessed. Reads only."""

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from homecare.clients.models import Episode

BATCH = 50  # so few that what is kept of them is kept in a moment


def due_batches(session: Session, practice_id: UUID, zone: str) -> Iterator[list[UUID]]:
    """The ids of the episodes under care in one practice and time zone, a batch at a time.

    Each batch is read when it is asked for, so that any number of episodes fits in memory.
    """
    after: UUID | None = None
    while batch := list(session.scalars(_batch(practice_id, zone, after))):
        yield batch
        after = batch[-1]


def _batch(practice_id: UUID, zone: str, after: UUID | None) -> Select[UUID]:
    statement = select(Episode.id).where(
        Episode.practice_id == practice_id, Episode.zone == zone, Episode.closed_at.is_(None)
    )
    if after is not None:
        statement = statement.where(Episode.id > after)
    return statement.order_by(Episode.id).limit(BATCH)
