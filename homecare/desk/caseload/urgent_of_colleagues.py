"""Urgent clients who stand on nobody's own caseload here: those of colleagues, as a red flag is
everybody's who is here; and those who answered when their care had ended."""

from datetime import date
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, and_, bindparam, not_, or_, select

from homecare.access import Scope
from homecare.accounts.models import Person
from homecare.clients.covers.queries import answered_for_by
from homecare.clients.models import Client, Episode
from homecare.flags.findings import needs_emergency_help
from homecare.flags.models import Flag
from homecare.rules.verdict.episode_on_day import URGENT
from homecare.together import Asked, rows

MOST_URGENT = 20


class Elsewhere(NamedTuple):
    """An urgent client of a colleague, or one whose care has ended."""

    flag_id: UUID
    client_id: UUID
    name: str
    therapist: str
    is_emergency: bool
    is_discharged: bool


def urgent_elsewhere(scope: Scope, today: date) -> list[Elsewhere]:
    """The colleagues' clients who can't wait, and anybody's who answered after their care ended,
    those for emergency help now before the others, in each the oldest flag first: whoever is here
    sees them."""
    [found] = rows(scope.session, urgent_asked(scope, today))
    urgent = [
        Elsewhere(flag, client, name, therapist, needs_emergency_help(reasons, figures), ended)
        for flag, client, name, therapist, reasons, figures, ended in found
    ]
    return sorted(urgent, key=lambda row: not row.is_emergency)[:MOST_URGENT]


def urgent_asked(scope: Scope, today: date) -> Asked:
    """The question of `urgent_elsewhere`."""
    return scope.of_all(_statement(), person=scope.actor.person_id, today=today)


@cache
def _statement() -> Select[*tuple[Any, ...]]:
    """Made when it is first asked for: every table must be known by then."""
    ended = Episode.closed_at.is_not(None)
    whom: Any = (bindparam("person"), bindparam("today"))
    return (
        select(
            Flag.id,
            Client.id,
            Client.name,
            Person.name,
            Flag.reasons,
            Flag.figures,
            ended.label("is_discharged"),
        )
        .select_from(Flag)
        .join(Episode, Episode.id == Flag.episode_id)
        .join(Client, Client.id == Flag.client_id)
        .join(Person, Person.id == Client.therapist_id)
        .where(
            Flag.practice_id == bindparam("practice"),
            Flag.closed_at.is_(None),
            or_(ended, and_(Flag.kind == URGENT, not_(answered_for_by(*whom)))),
        )
        .order_by(Flag.raised_at, Flag.id)
    )
