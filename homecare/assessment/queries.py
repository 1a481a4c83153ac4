"""Which episodes are to be assessed. Reads only."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session, contains_eager, load_only

from homecare.clients.models import Client, Episode

BATCH = 50  # so few that what is kept of them is kept in a moment
_OF_EPISODE = (
    Episode.practice_id, Episode.client_id, Episode.zone, Episode.intake_on, Episode.onset,
    Episode.leg, Episode.back, Episode.new_starts, Episode.gp_answers, Episode.background_asked_at,
)  # fmt: skip
_OF_CLIENT = (
    Client.date_of_birth, Client.contraindications, Client.medicines, Client.thins_nothing,
    Client.name, Client.therapist_id,
    Client.version,
)  # fmt: skip


class Range(NamedTuple):
    """Episodes by their ids: from `first` on, and before `until`."""

    first: UUID | None = None
    until: UUID | None = None


EVERYBODY = Range()


def due_batches(
    session: Session, practice_id: UUID, zone: str, of: Range = EVERYBODY
) -> Iterator[list[UUID]]:
    """The ids of the episodes under care in one practice and time zone, a batch at a time.

    Each batch is read when it is asked for, so that any number of episodes fits in memory.
    """
    after: UUID | None = None
    while batch := list(session.scalars(_batch(practice_id, zone, of, after))):
        yield batch
        if len(batch) < BATCH:
            return
        after = batch[-1]


def under_care(session: Session, episode_ids: Iterable[UUID]) -> Sequence[Episode]:
    """Those of the episodes that are still under care, with their clients, as they stand now.

    Only what the rule reads and what a flag or its mail says is loaded: a night reads everybody.
    """
    return session.scalars(_under_care(), {"ids": list(episode_ids)}).all()


@cache
def _under_care() -> Select[Episode]:
    """Put together once: a night sends it for every piece."""
    to_client = contains_eager(Episode.client)
    return (
        select(Episode)
        .join(Episode.client)
        .options(load_only(*_OF_EPISODE), to_client.load_only(*_OF_CLIENT))
        .where(Episode.id.in_(bindparam("ids", expanding=True)), Episode.closed_at.is_(None))
        .order_by(Episode.id)
        .execution_options(populate_existing=True)
    )


def ranges(
    session: Session, practice_id: UUID, zone: str, size: int, first: UUID | None = None
) -> Iterator[Range]:
    """The episodes under care in one practice and time zone, in ranges of so many of them."""
    here = _under_care_in(practice_id, zone).order_by(Episode.id)
    while True:
        later = here if first is None else here.where(Episode.id >= first)
        until = session.scalar(later.offset(size).limit(1))
        yield Range(first, until)
        if until is None:
            return
        first = until


def _under_care_in(practice_id: UUID, zone: str) -> Select[UUID]:
    return select(Episode.id).where(
        Episode.practice_id == practice_id, Episode.zone == zone, Episode.closed_at.is_(None)
    )


def _batch(practice_id: UUID, zone: str, of: Range, after: UUID | None) -> Select[UUID]:
    statement = _under_care_in(practice_id, zone)
    if after is not None:
        statement = statement.where(Episode.id > after)
    elif of.first is not None:
        statement = statement.where(Episode.id >= of.first)
    if of.until is not None:
        statement = statement.where(Episode.id < of.until)
    return statement.order_by(Episode.id).limit(BATCH)
