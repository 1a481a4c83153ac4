"""Visits and appointments of one stretch of care that count in another one."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from homecare.clients.models import BOOKED, KEPT, Appointment, Episode, Visit
from homecare.merging import plan, rows


def bring_along(session: Session, ended: UUID, goes_on: Episode) -> dict[str, Any]:
    """Let visits that count, with their appointments, and what is booked, stand in the care that
    goes on; answers which, and where they stood."""
    visits = _visits_along(session, ended, goes_on)
    appointments = _appointments_along(session, ended, goes_on, visits)
    for model, ids in ((Visit, visits), (Appointment, appointments)):
        along = update(model).where(model.id.in_(ids)).values(episode_id=goes_on.id)
        session.execute(along.execution_options(synchronize_session=False))
    rows.read_anew(session)
    return {
        "from": str(ended),
        "to": str(goes_on.id),
        "visits": [str(one) for one in visits],
        "appointments": [str(one) for one in appointments],
    }


def _visits_along(session: Session, ended: UUID, goes_on: Episode) -> list[UUID]:
    stands = select(Visit.id, Visit.on).where(Visit.stands())
    theirs = session.execute(stands.where(Visit.episode_id == ended)).all()
    ours = session.execute(stands.where(Visit.episode_id == goes_on.id)).all()
    return plan.visits_along(theirs, goes_on.onset, {on for _, on in ours})


def _appointments_along(
    session: Session, ended: UUID, goes_on: Episode, visits: Sequence[UUID]
) -> list[UUID]:
    of = select(Appointment.id, Appointment.starts)
    booked = of.where(Appointment.state == BOOKED)
    theirs = session.execute(booked.where(Appointment.episode_id == ended)).all()
    ours = session.execute(booked.where(Appointment.episode_id == goes_on.id)).all()
    kept = of.where(
        Appointment.episode_id == ended, Appointment.state == KEPT, Appointment.visit_id.in_(visits)
    )
    along = plan.appointments_along(theirs, {starts for _, starts in ours})
    return [*along, *(one for one, _ in session.execute(kept))]
