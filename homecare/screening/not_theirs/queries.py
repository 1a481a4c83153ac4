"""Reading answers that came through a sign-in which was taken back since: somebody else may have
given them, and the client may know of nothing."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session, joinedload

from homecare.accounts.models import Membership, Person
from homecare.clients.merged.models import RecordMerge
from homecare.rules.red_flags import Level
from homecare.screening.models import NOT_THEIRS, THEIR_OWN, RedFlagAnswer, Screening


def is_their_own() -> ColumnElement[bool]:
    """That a round of a statement came through the client's own sign-in: one that holds, or that
    ended when two records of theirs were made one."""
    merged = exists().where(
        RecordMerge.keeper_id == Membership.client_id, RecordMerge.at == Membership.disabled_at
    )
    return _signed_in_by(Membership.disabled_at.is_(None) | merged)


def _signed_in_by(*which: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(
        Membership.client_id == Screening.client_id,
        Membership.person_id == Screening.answered_by,
        Screening.source.in_(THEIR_OWN),
        *which,
    )


class NotTheirs(NamedTuple):
    """A round that came through a sign-in taken back since, and the address of that sign-in."""

    screening: Screening
    address: str

    @property
    def presses(self) -> bool:
        """Whether a yes in it asks for somebody still."""
        return any(
            one.cleared_at is None and one.urgency > Level.BACKGROUND
            for one in self.screening.answers
        )


def rounds_not_theirs(
    session: Session, episode_ids: Collection[UUID]
) -> dict[UUID, list[NotTheirs]]:
    """By episode, the rounds that were answered through a sign-in taken back since, and that
    nobody has struck out."""
    statement = (
        select(Screening, Person.email)
        .join(Person, Person.id == Screening.answered_by)
        .where(
            Screening.episode_id.in_(list(episode_ids)),
            _signed_in_by(Membership.disabled_at.is_not(None)),
            ~is_their_own(),
        )
        .options(joinedload(Screening.answers))
        .order_by(Screening.answered_at)
    )
    found = defaultdict[UUID, list[NotTheirs]](list)
    for screening, address in session.execute(statement).unique():
        found[screening.episode_id].append(NotTheirs(screening, address))
    return found


def ids_not_theirs(session: Session, episode_id: UUID) -> set[UUID]:
    """The ids of these rounds of one episode."""
    rounds = rounds_not_theirs(session, [episode_id]).get(episode_id, [])
    return {one.screening.id for one in rounds}


def standing_of(session: Session, client_id: UUID, person_id: UUID) -> list[RedFlagAnswer]:
    """What somebody answered with yes by themselves in a record and nobody has dealt with, the
    gravest first: not cleared, or struck out as no word of the client's, which it is theirs
    still."""
    statement = (
        select(RedFlagAnswer)
        .join(RedFlagAnswer.screening)
        .where(
            Screening.client_id == client_id,
            Screening.answered_by == person_id,
            Screening.source.in_((*THEIR_OWN, NOT_THEIRS)),
        )
        .options(joinedload(RedFlagAnswer.screening))
    )
    each: Any = session.scalars(statement)
    standing = [
        one
        for one in each
        if one.urgency > Level.BACKGROUND and (one.cleared_at is None or one.is_taken_back)
    ]
    return sorted(standing, key=lambda one: -one.urgency)
