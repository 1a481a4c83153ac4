"""Asking what was merged: which records one was made of, and in which of them something stood."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from homecare.clients.merged.models import RecordMerge
from homecare.clients.models import Client, Episode
from homecare.together import Asked, rows

TO_UNDO = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Joined:
    """A record with the merges behind it, the earliest first; most have none."""

    client_id: UUID
    merges: Sequence[RecordMerge] = ()

    @property
    def ids(self) -> set[UUID]:
        """The record's own id, and those of all that were ever joined with it."""
        others = {one for merge in self.merges for one in (merge.keeper_id, merge.duplicate_id)}
        return {self.client_id, *others}

    def of_record(self, client_id: UUID) -> "Joined":
        """The same, asked from another of the records."""
        return replace(self, client_id=client_id)

    def record_at(self, table: str, row_id: UUID, at: datetime) -> UUID:
        """In which record a row that stands here now stood at a moment."""
        moves = [merge for merge in self.merges if str(row_id) in merge.moved.get(table, ())]
        found = moves[0].duplicate_id if moves else self.client_id
        for merge in moves:
            found = merge.keeper_id if merge.at < at else found
            if merge.undone_at is not None and merge.undone_at < at:
                found = merge.duplicate_id
        return found

    def to_undo(self, now: datetime) -> RecordMerge | None:
        """The last merge into this record, as long as it can be undone."""
        newest = newest_merge(self.merges, self.client_id)
        return newest if newest and can_be_undone(newest, now) else None

    def told_in(self, episode: Episode) -> list[RecordMerge]:
        """The merges that stand on the timeline of an episode."""
        return [
            one
            for one in self.merges
            if one.told_in == episode.id or (one.undone_at and one.other == episode.id)
        ]


def joined(session: Session, practice_id: UUID, client_id: UUID) -> Joined:
    """A record with every merge that had to do with it, in one statement where there is none."""
    known: set[UUID] = set()
    ids, merges = {client_id}, list[RecordMerge]()
    while ids - known:
        known |= ids
        merges = _merges_of(session, practice_id, known)
        ids = Joined(client_id, merges).ids
    return Joined(client_id, merges)


def _merges_of(session: Session, practice_id: UUID, ids: Collection[UUID]) -> list[RecordMerge]:
    return list(rows(session, merges_asked(practice_id, ids))[0])


def merges_asked(practice_id: UUID, ids: Collection[UUID]) -> Asked:
    """The first question of `joined`, for the record alone."""
    return Asked(_MERGES, {"practice": practice_id, "ids": list(ids)})


_THESE: Any = bindparam("ids", expanding=True)
_MERGES = (
    select(RecordMerge)
    .where(RecordMerge.practice_id == bindparam("practice"))
    .where(or_(RecordMerge.keeper_id.in_(_THESE), RecordMerge.duplicate_id.in_(_THESE)))
    .order_by(RecordMerge.at, RecordMerge.id)
)


def newest_merge(merges: Sequence[RecordMerge], client_id: UUID) -> RecordMerge | None:
    """The last merge into a record that stands."""
    into = [one for one in merges if one.keeper_id == client_id and one.undone_at is None]
    return into[-1] if into else None


def can_be_undone(merge: RecordMerge, now: datetime) -> bool:
    """Whether a merge is not older than a day."""
    return merge.undone_at is None and now - merge.at <= TO_UNDO


def keeper_of(session: Session, practice_id: UUID, client_id: UUID) -> UUID | None:
    """Where what a record held stands now; None for a record that was not merged."""
    found, at = None, client_id
    of_practice = Client.practice_id == practice_id
    while into := session.scalar(select(Client.merged_into).where(of_practice, Client.id == at)):
        found = at = into
    return found


def came_from(session: Session, practice_id: UUID, client_id: UUID) -> set[UUID]:
    """The episodes that were brought from a record and are not back in it."""
    brought = select(RecordMerge.moved).where(
        RecordMerge.practice_id == practice_id,
        RecordMerge.duplicate_id == client_id,
        RecordMerge.undone_at.is_(None),
    )
    return {UUID(one) for moved in session.scalars(brought) for one in moved["episode"]}
