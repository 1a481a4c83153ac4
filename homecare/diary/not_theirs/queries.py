"""Reading what came into a diary through a sign-in that was taken back since: it may be somebody
else's word."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import Session

from homecare.accounts.models import Membership, Person
from homecare.clients.merged.models import RecordMerge
from homecare.clients.models import Client, Episode
from homecare.diary.models import Entry


class ThroughSignIn(NamedTuple):
    """How much somebody reported through a sign-in that was taken back, of which days; how much of
    it counts for nothing, and since when."""

    person_id: UUID
    address: str
    entries: int
    first: date
    last: date
    struck: int
    struck_at: datetime | None

    @property
    def counts(self) -> bool:
        """Whether any of it does."""
        return self.struck < self.entries


def through_ended_sign_ins(session: Session, client: Client) -> list[ThroughSignIn]:
    """What came through each sign-in that was taken back from its person, or was struck out
    already, by the address; a merge of two records takes none from anybody."""
    reported = (
        select(
            Person.id, Person.email, func.count(), func.min(Entry.local_date),
            func.max(Entry.local_date), func.count(Entry.struck_at), func.max(Entry.struck_at),
        )
        .select_from(Entry)
        .join(Person, Person.id == Entry.written_by)
        .where(_of(client), Entry.flagged.is_(False))
        .where(or_(Entry.struck_at.is_not(None), _is_taken_back(client)))
        .group_by(Person.id, Person.email)
        .order_by(Person.email)
    )  # fmt: skip
    return [ThroughSignIn(*row) for row in session.execute(reported)]


def reports_of(session: Session, client: Client, person_id: UUID) -> Sequence[Entry]:
    """Everything somebody reported in a record, the newest days first."""
    return session.scalars(
        entries_of(client, person_id).order_by(Entry.local_date.desc(), Entry.received_at)
    ).all()


def entries_of(client: Client, person_id: UUID) -> Select[Entry]:
    """What somebody wrote into the diaries of a client."""
    return select(Entry).where(_of(client), Entry.written_by == person_id, Entry.flagged.is_(False))


def _of(client: Client) -> ColumnElement[bool]:
    """By their episodes: the index begins with those."""
    return Entry.episode_id.in_(select(Episode.id).where(Episode.client_id == client.id))


def _is_taken_back(client: Client) -> ColumnElement[bool]:
    """Whether whoever wrote an entry signed in to this record, and does no more."""
    place = exists().where(
        Membership.client_id == client.id, Membership.person_id == Entry.written_by
    )
    merged = exists().where(
        RecordMerge.keeper_id == client.id, RecordMerge.at == Membership.disabled_at
    )
    return place & ~place.where(Membership.disabled_at.is_(None) | merged)
