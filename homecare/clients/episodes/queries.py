"""What was done in an episode: its visits, what was put right of them, and its appointments."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, bindparam
from sqlalchemy.orm import joinedload

from homecare.access import Scope
from homecare.clients.models import Appointment, Visit, VisitCorrection


def visits_of(scope: Scope, episode_id: UUID) -> Sequence[Visit]:
    """The visits of an episode that stand, newest first."""
    return [visit for visit in visits_written(scope, episode_id) if not visit.struck_at]


def visits_written(scope: Scope, episode_id: UUID) -> Sequence[Visit]:
    """Every visit written down in an episode, struck out or not, with its corrections."""
    return scope.rows(Visit, _written, of=episode_id).unique().all()


def _written(mine: Select[Visit]) -> Select[Visit]:
    of_one = mine.where(Visit.episode_id == bindparam("of"))
    ordered = of_one.order_by(Visit.on.desc(), Visit.recorded_at.desc())
    return ordered.options(joinedload(Visit.corrections))


def corrections_in(scope: Scope, episode_id: UUID) -> Sequence[VisitCorrection]:
    """What was corrected of visits while they stood in an episode, moved ones included."""
    return scope.rows(VisitCorrection, _corrected, of=episode_id).all()


def _corrected(mine: Select[VisitCorrection]) -> Select[VisitCorrection]:
    of_one = mine.where(VisitCorrection.episode_id == bindparam("of"))
    return of_one.order_by(VisitCorrection.at)


def appointments_of(scope: Scope, episode_id: UUID) -> Sequence[Appointment]:
    """Every appointment of an episode, the earliest first, with what was done with each."""
    return scope.rows(Appointment, _booked, of=episode_id).unique().all()


def _booked(mine: Select[Appointment]) -> Select[Appointment]:
    of_one = mine.where(Appointment.episode_id == bindparam("of")).order_by(Appointment.starts)
    return of_one.options(joinedload(Appointment.steps))
