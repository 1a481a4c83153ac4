"""The caseload as a table for a spreadsheet."""

from datetime import date
from typing import Any

from sqlalchemy import select

from homecare.access import Scope
from homecare.accounts.models import Person
from homecare.acting import OWNER
from homecare.assessment.models import Verdict
from homecare.clients.hand_over import answered_for_by
from homecare.clients.models import Client, Episode
from homecare.clients.queries import is_mistake
from homecare.diary.queries import last_logged
from homecare.export.own import plain, table
from homecare.language import STATES, local_day

COLUMNS = (
    "name", "date of birth", "telephone", "email", "therapist", "complaint", "side", "since",
    "taken in", "first leg pain", "first back pain", "state", "last logged", "discharged",
)  # fmt: skip


def caseload_csv(scope: Scope, today: date, zone: str) -> str:
    """Everybody in care and discharged whom the reader looks after; for an owner, everybody of
    the practice. Each client is one line, with their last episode."""
    rows = (
        dict(zip(COLUMNS, _line(row, zone), strict=True))
        for row in scope.session.execute(_who(scope, today))
    )
    return table(COLUMNS, rows)


def _who(scope: Scope, today: date) -> Any:
    last = (
        select(Episode.id)
        .where(Episode.client_id == Client.id)
        .order_by(*Episode.newest())
        .limit(1)
        .correlate(Client)
        .scalar_subquery()
    )
    statement = (
        scope.select(Client)
        .join(Person, Person.id == Client.therapist_id)
        .join(Episode, Episode.id == last)
        .outerjoin(Verdict, Verdict.episode_id == Episode.id)
        .where(Client.stands(), ~is_mistake())
        .with_only_columns(
            Client.name, Client.date_of_birth, Client.telephone, Client.email,
            Person.name.label("therapist"), Episode.complaint, Episode.side, Episode.onset,
            Episode.intake_on, Episode.leg, Episode.back, Verdict.state, last_logged(),
            Client.discharged_at, maintain_column_froms=True,
        )
        .order_by(Client.name, Client.id)
    )  # fmt: skip
    if scope.actor.role != OWNER:
        statement = statement.where(answered_for_by(scope.actor.person_id, today))
    return statement


def _line(row: Any, zone: str) -> list[Any]:
    *first, state, logged, discharged = row
    gone = local_day(discharged, zone).isoformat() if discharged else ""
    return [*map(plain, first), STATES.get(state, ""), plain(logged), gone]
