"""Urgent clients of colleagues: a red flag is everybody's who is here, whoever's client it is."""

from datetime import date
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, bindparam, not_, select

from homecare.access import Scope
from homecare.accounts.models import Person
from homecare.clients.hand_over import answered_for_by
from homecare.clients.models import Client
from homecare.flags.findings import needs_emergency_help
from homecare.flags.models import Flag
from homecare.rules.verdict.episode_on_day import URGENT

MOST_URGENT = 20


class Elsewhere(NamedTuple):
    """An urgent client of a colleague."""

    flag_id: UUID
    client_id: UUID
    name: str
    therapist: str
    is_emergency: bool


def urgent_elsewhere(scope: Scope, today: date) -> list[Elsewhere]:
    """The colleagues' clients who can't wait, those for emergency help now before the others, in
    each the oldest flag first: whoever is here sees them."""
    found = scope.all(_statement(), person=scope.actor.person_id, today=today)
    rows = [
        Elsewhere(flag, client, name, therapist, needs_emergency_help(reasons, figures))
        for flag, client, name, therapist, reasons, figures in found
    ]
    return sorted(rows, key=lambda row: not row.is_emergency)[:MOST_URGENT]


@cache
def _statement() -> Select[*tuple[Any, ...]]:
    """Made when it is first asked for: every table must be known by then."""
    return (
        select(Flag.id, Client.id, Client.name, Person.name, Flag.reasons, Flag.figures)
        .select_from(Flag)
        .join(Client, Client.id == Flag.client_id)
        .join(Person, Person.id == Client.therapist_id)
        .where(
            Flag.practice_id == bindparam("practice"),
            Flag.kind == URGENT,
            Flag.closed_at.is_(None),
            not_(answered_for_by(bindparam("person"), bindparam("today"))),
        )
        .order_by(Flag.raised_at, Flag.id)
    )
