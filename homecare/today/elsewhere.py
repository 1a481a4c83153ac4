"""One person in care at two practices: what they said at one, nobody at the other knows."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.accounts.access_rules import records
from homecare.clients.models import Episode
from homecare.screening.queries import answers_in_short, gravest_in


class Elsewhere(NamedTuple):
    """Another record of whoever is signed in, with open care; whether an answer to the red-flag
    questions stands there."""

    practice: str
    record: UUID
    told: bool


def elsewhere(session: Session) -> list[Elsewhere]:
    """The other records in care of the person whose page it is; in one statement, and none for who
    has one record. Of those who share a sign-in, whoever was born on another day is another."""
    mine = records()
    same = {
        one.client_id: one.practice.name
        for one in mine[1:]
        if one.record_born and one.record_born == mine[0].record_born
    }
    if not same:
        return []
    in_care = select(Episode.client_id, answers_in_short(Episode.id)).where(
        Episode.client_id.in_(same), Episode.closed_at.is_(None)
    )
    return [
        Elsewhere(same[record], record, gravest_in(short) is not None)
        for record, short in session.execute(in_care)
    ]
