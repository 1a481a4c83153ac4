"""Urgent clients of colleagues: a red flag is everybody's who is here, whoever's client it is."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import not_

from homecare.access import Scope
from homecare.accounts.models import Person
from homecare.clients.hand_over import answered_for_by
from homecare.clients.models import Client
from homecare.flags.models import Flag
from homecare.rules.verdict.episode_on_day import URGENT

MOST_URGENT = 20


class Elsewhere(NamedTuple):
    """An urgent client of a colleague."""

    flag_id: UUID
    client_id: UUID
    name: str
    therapist: str


def urgent_elsewhere(scope: Scope, today: date) -> list[Elsewhere]:
    """The colleagues' clients who can't wait, the oldest flag first: whoever is here sees them."""
    statement = (
        scope.select(Flag)
        .join(Client, Client.id == Flag.client_id)
        .join(Person, Person.id == Client.therapist_id)
        .where(Flag.kind == URGENT, Flag.closed_at.is_(None),
               not_(answered_for_by(scope.actor.person_id, today)))
        .with_only_columns(Flag.id.label("flag_id"), Client.id, Client.name,
                           Person.name.label("therapist"), maintain_column_froms=True)
        .order_by(Flag.raised_at).limit(MOST_URGENT)
    )  # fmt: skip
    return [Elsewhere(*row) for row in scope.session.execute(statement)]
