"""The job that follows the audit trail each night, and tells the owner where it does not hold."""

from collections.abc import Sequence
from datetime import date, datetime, time
from uuid import UUID

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from homecare.accounts.models import Membership, Person, Practice
from homecare.accounts.trail.queries import Found, found_breaks
from homecare.acting import OWNER
from homecare.busy import in_turn, resting
from homecare.clockwork.at_work import at_work
from homecare.clockwork.runs import claim, finish
from homecare.jobs.daily import SERVER, day_due
from homecare.mail.outbox import queue
from homecare.reports.trail.email import broken_trail

KIND = "audit"
AFTER_NIGHT = time(3)
log = structlog.get_logger()


def follow(session: Session, settings: Settings, now: datetime, on: date | None) -> int:
    """Follow every chain where that is due today; answers how many times it was done."""
    day = day_due(session, KIND, now, AFTER_NIGHT, on is not None)
    if day is None:
        return 0
    run_id = in_turn(session, lambda inside: claim(inside, KIND, SERVER, day.isoformat(), now))
    if run_id is None:
        return 0
    follow_chains(session, settings, run_id, now)
    return 1


def follow_chains(session: Session, settings: Settings, run_id: UUID, now: datetime) -> None:
    """Follow them in the name of a run that is ours."""
    with at_work(session, run_id, now=now), resting():
        found = list(found_breaks(session))
    in_turn(session, lambda inside: _keep(inside, settings, run_id, now, found))


def _keep(
    session: Session, settings: Settings, run_id: UUID, now: datetime, found: Sequence[Found]
) -> None:
    if not found:
        finish(session, run_id, now)
        return
    log.error("the audit trail does not hold", line=found[0].seq, breaks=len(found))
    finish(session, run_id, now, "failed", str(found[0]))
    first: dict[UUID | None, Found] = {}
    for one in found:
        first.setdefault(one.practice_id, one)
    for one in first.values():
        for place in _owners(session, one.practice_id):
            queue(session, broken_trail(place, one, settings.public_url), now)


def _owners(session: Session, practice_id: UUID | None) -> Sequence[Membership]:
    """The owners of a practice; of the oldest one, for what belongs to none."""
    oldest = select(Practice.id).order_by(Practice.made_at, Practice.id).limit(1)
    practice_id = practice_id or session.scalar(oldest)
    return session.scalars(
        select(Membership)
        .join(Membership.person)
        .where(Membership.practice_id == practice_id, Membership.role == OWNER)
        .where(Membership.disabled_at.is_(None), Person.active)
        .order_by(Membership.joined_at)
    ).all()
