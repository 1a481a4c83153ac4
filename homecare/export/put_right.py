"""How visits and appointments were put right, for whoever is handed the record.

Of what was moved between two clients it is told what was done, when and by whom. The words, and the
reasons given for it, may be the other client's: nobody takes those along in their own record.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from homecare.access import Scope
from homecare.clients.appointments import MOVED_HERE
from homecare.clients.models import MOVED, Appointment, AppointmentStep, Visit, VisitCorrection
from homecare.export.as_json import fields

OF_CORRECTION = ("visit_id", "episode_id", "kind", "on", "note", "reason", "at")
OF_APPOINTMENT = ("id", "episode_id", "starts", "state", "visit_id")
OF_APPOINTMENT_STEP = ("kind", "starts", "reason", "at")

Names = dict[UUID | None, str]


def visit_corrections(scope: Scope, client_id: UUID, names: Names) -> list[dict[str, Any]]:
    """What visits said before they were corrected; of those that are another client's now, that
    they were."""
    mine = scope.select(VisitCorrection).where(VisitCorrection.client_id == client_id)
    rows = scope.session.scalars(mine.order_by(VisitCorrection.at, VisitCorrection.id)).all()
    return [
        {**fields(row, OF_CORRECTION), **hidden, "by": names.get(row.by, "")}
        for row, hidden in zip(rows, _hidden(scope, client_id, rows), strict=True)
    ]


def _hidden(scope: Scope, client_id: UUID, rows: Sequence[VisitCorrection]) -> list[dict[str, str]]:
    """For each correction, empty, the words in it that may be somebody else's."""
    visits = select(Visit.id).where(Visit.id.in_({row.visit_id for row in rows}))
    gone = set(scope.session.scalars(visits.where(Visit.client_id != client_id))) if rows else ()
    moved = {"reason": ""}
    return [
        {**moved, "note": ""} if row.visit_id in gone else moved if row.kind == MOVED else {}
        for row in rows
    ]


def appointments(scope: Scope, client_id: UUID, names: Names) -> list[dict[str, Any]]:
    """The client's appointments, with what was done with each."""
    rows = scope.select(Appointment, selectinload(Appointment.steps))
    mine = rows.where(Appointment.client_id == client_id).order_by(Appointment.starts)
    return [
        {**fields(one, OF_APPOINTMENT), "steps": _steps(one.steps, names)}
        for one in scope.session.scalars(mine)
    ]


def _steps(steps: Sequence[AppointmentStep], names: Names) -> list[dict[str, Any]]:
    """What was done; without the reasons given while it stood in another client's record."""
    came = max((at for at, step in enumerate(steps) if step.kind == MOVED_HERE), default=-1)
    return [
        {
            **fields(step, OF_APPOINTMENT_STEP),
            **({"reason": ""} if at <= came else {}),
            "by": names.get(step.by, ""),
        }
        for at, step in enumerate(steps)
    ]
