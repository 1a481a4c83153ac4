"""Visits and appointments that left one record for another: which, and whose the other one is."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select

from homecare.access import Scope
from homecare.accounts.models import AuditLine
from homecare.clients.appointments import MOVED_AWAY, MOVED_HERE, moved_away
from homecare.clients.models import (
    MOVED,
    Appointment,
    AppointmentStep,
    Client,
    Visit,
    VisitCorrection,
)


class Move(NamedTuple):
    """One move of a visit or an appointment; `here` and `gone` are the rows that tell of it in the
    record that it came to and in the one that it left."""

    thing: UUID
    here: UUID
    gone: UUID
    left: UUID
    came_to: UUID


@dataclass(frozen=True)
class Other:
    """The other record of a move, and what was moved."""

    client_id: UUID
    name: str
    thing: UUID


@dataclass(frozen=True)
class Moves:
    """Moves with the names of those whose records the reader may open."""

    all: Sequence[Move] = ()
    names: Mapping[UUID, str] | None = None

    def came_from(self, row: UUID) -> Other | None:
        """Whose record was left by what this row says was moved here."""
        return next((self._other(one, one.left) for one in self.all if one.here == row), None)

    def went_to(self, row: UUID) -> Other | None:
        """Whose record it came to, of what this row says was moved away."""
        return next((self._other(one, one.came_to) for one in self.all if one.gone == row), None)

    def _other(self, move: Move, client_id: UUID) -> Other | None:
        name = (self.names or {}).get(client_id)
        return Other(client_id, name, move.thing) if name else None


def visits_moved(scope: Scope, corrections: Iterable[VisitCorrection]) -> Moves:
    """The moves of the visits that these corrections are of."""
    ids = {one.visit_id for one in corrections if one.kind == MOVED}
    if not ids:
        return Moves()
    one = VisitCorrection
    statement = (
        select(one.visit_id, one.id, one.id, one.client_id, Visit.client_id)
        .join(Visit, Visit.id == one.visit_id)
        .where(one.practice_id == scope.actor.practice_id, one.kind == MOVED)
        .where(one.visit_id.in_(ids))
        .order_by(one.visit_id, one.at, one.id)
    )
    return _named(scope, scope.session.execute(statement))


def appointments_moved(
    scope: Scope, ids: Collection[UUID] = (), at: Collection[datetime] = ()
) -> Moves:
    """The moves of these appointments, and of those that left a record at these moments."""
    if not ids and not at:
        return Moves()
    then = select(AppointmentStep.appointment_id).where(
        AppointmentStep.kind == MOVED_HERE, AppointmentStep.at.in_(at)
    )
    found = scope.session.execute(
        select(Appointment.id, AppointmentStep.id, AuditLine.id, AuditLine.client_id,
               Appointment.client_id, AppointmentStep.starts, AuditLine.subject)
        .join(AppointmentStep, AppointmentStep.appointment_id == Appointment.id)
        .join(AuditLine, _tells_of_the_step())
        .where(Appointment.practice_id == scope.actor.practice_id)
        .where(Appointment.id.in_(ids) | Appointment.id.in_(then))
        .order_by(Appointment.id, AppointmentStep.at, AppointmentStep.id)
    )  # fmt: skip
    return _named(scope, [row[:5] for row in found if moved_away(row.starts) == row.subject])


def _tells_of_the_step() -> ColumnElement[bool]:
    """That a line of the audit trail was written when an appointment was moved into a record."""
    return and_(
        AppointmentStep.kind == MOVED_HERE,
        AuditLine.practice_id == AppointmentStep.practice_id,
        AuditLine.action == MOVED_AWAY,
        AuditLine.at == AppointmentStep.at,
    )


def _named(scope: Scope, rows: Iterable[Any]) -> Moves:
    moves = list(_in_turn(rows))
    ids = {who for one in moves for who in (one.left, one.came_to)}
    seen = scope.select(Client).where(Client.id.in_(ids), Client.stands()) if ids else None
    people = scope.session.scalars(seen).all() if seen is not None else ()
    return Moves(moves, {one.id: one.name for one in people})


def _in_turn(rows: Iterable[Any]) -> Iterator[Move]:
    """Each move with where it came to: where the next one left from, the last where it stands."""
    for _, of_one in groupby(rows, lambda row: row[0]):
        path = [Move(*row) for row in of_one]
        for one, after in zip(path, [*path[1:], None], strict=True):
            yield one._replace(came_to=after.left) if after else one
