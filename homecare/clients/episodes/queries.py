"""What was done in an episode: its visits, what was put right of them, and its appointments."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from homecare.access import Scope
from homecare.clients.models import Appointment, Visit, VisitCorrection
from homecare.together import Asked, rows


def visits_of(scope: Scope, episode_id: UUID) -> Sequence[Visit]:
    """The visits of an episode that stand, newest first."""
    return [visit for visit in visits_written(scope, episode_id) if not visit.struck_at]


def visits_written(scope: Scope, episode_id: UUID) -> Sequence[Visit]:
    """Every visit written down in an episode, struck out or not, with its corrections."""
    return rows(scope.session, visits_asked(scope, episode_id))[0]


def visits_asked(scope: Scope, episode_id: UUID) -> Asked:
    """The question of `visits_written`."""
    return scope.asks(Visit, _written, Visit.corrections, of=episode_id)


def _written(mine: Select[Visit]) -> Select[Visit]:
    of_one = mine.where(Visit.episode_id == bindparam("of"))
    return of_one.order_by(Visit.on.desc(), Visit.recorded_at.desc())


def corrections_in(scope: Scope, episode_id: UUID) -> Sequence[VisitCorrection]:
    """What was corrected of visits while they stood in an episode, moved ones included."""
    return rows(scope.session, corrections_asked(scope, episode_id))[0]


def corrections_asked(scope: Scope, episode_id: UUID) -> Asked:
    """The question of `corrections_in`."""
    return scope.asks(VisitCorrection, _corrected, of=episode_id)


def _corrected(mine: Select[VisitCorrection]) -> Select[VisitCorrection]:
    of_one = mine.where(VisitCorrection.episode_id == bindparam("of"))
    return of_one.order_by(VisitCorrection.at)


def appointments_of(scope: Scope, episode_id: UUID) -> Sequence[Appointment]:
    """Every appointment of an episode, the earliest first, with what was done with each."""
    return rows(scope.session, appointments_asked(scope, episode_id))[0]


def appointments_asked(scope: Scope, episode_id: UUID) -> Asked:
    """The question of `appointments_of`."""
    return scope.asks(Appointment, _booked, Appointment.steps, of=episode_id)


def _booked(mine: Select[Appointment]) -> Select[Appointment]:
    return mine.where(Appointment.episode_id == bindparam("of")).order_by(Appointment.starts)


def kept_by(session: Session, visit: Visit) -> Sequence[Appointment]:
    """The appointments that became a visit, the earliest first."""
    of_visit = select(Appointment).where(Appointment.visit_id == visit.id)
    return session.scalars(of_visit.order_by(Appointment.starts)).all()
