"""Reading a client's record, through the door that knows who may see it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from homecare.access import Scope
from homecare.clients.models import Away, Episode, Visit


def active_episode(scope: Scope, client_id: UUID | None = None) -> Episode | None:
    """The open episode with its client, in one statement.

    A client's own scope needs no id; with a therapist's, `client_id` says whose.
    """
    if client_id is None and scope.actor.client_id is None:
        raise ValueError("whose episode?")
    statement = scope.select(Episode, joinedload(Episode.client)).where(
        Episode.client_id == (client_id or scope.actor.client_id), Episode.closed_at.is_(None)
    )
    return scope.session.scalars(statement).one_or_none()


def latest_episode(scope: Scope, client_id: UUID) -> Episode | None:
    """The open episode or, after a discharge, the last one, with its client."""
    statement = (
        scope.select(Episode, joinedload(Episode.client))
        .where(Episode.client_id == client_id)
        .order_by(Episode.closed_at.is_not(None), Episode.opened_at.desc())
        .limit(1)
    )
    return scope.session.scalars(statement).one_or_none()


def visits_of(scope: Scope, episode_id: UUID) -> Sequence[Visit]:
    """The visits of an episode, newest first."""
    statement = scope.select(Visit).where(Visit.episode_id == episode_id)
    return scope.session.scalars(
        statement.order_by(Visit.on.desc(), Visit.recorded_at.desc())
    ).all()


def next_appointment(scope: Scope, episode_id: UUID, now: datetime) -> datetime | None:
    """The first appointment that is still to come, or None."""
    visits = scope.select(Visit).where(
        Visit.episode_id == episode_id, Visit.next_appointment >= now
    )
    first = visits.with_only_columns(func.min(Visit.next_appointment))
    return scope.session.scalar(first)


def away_of(session: Session, episode_id: UUID) -> Sequence[Away]:
    """The days away of an episode, earliest first."""
    statement = select(Away).where(Away.episode_id == episode_id).order_by(Away.first_day)
    return session.scalars(statement).all()
