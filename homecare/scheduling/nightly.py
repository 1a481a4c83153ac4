"""The nightly assessment: each date once for every practice and zone, none dropped by a stop."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from config import Settings
from homecare.accounts.actor import Actor, the_clock
from homecare.accounts.sign_ins import forget_unused
from homecare.busy import in_turn
from homecare.clients.models import Episode
from homecare.diary.operations import close_days_of, close_ended_days, forget_rejected
from homecare.flags.operations import assess_batch, due_batches
from homecare.scheduling.periods import NIGHT, newest_night, nights_due
from homecare.scheduling.runs import claim, finish, has_run, periods_done

KIND = "assess"
log = structlog.get_logger()


def assess(session: Session, settings: Settings, now: datetime, on: date | None) -> int:
    """Judge every active episode for each date that is due, or for `on`; answers how many runs."""
    runs = 0
    for practice_id, zone, first in _places(session):
        moment = now if on is None else max(now, datetime.combine(on, NIGHT, ZoneInfo(zone)))
        for day in _dates(session, practice_id, zone, first, now, on):
            try:
                runs += _assess_night(session, settings, practice_id, zone, day, moment)
            except Exception as error:
                # The night stays due, and later nights wait for it; other practices don't.
                session.rollback()
                log.error("night failed", period=day.isoformat(), error=type(error).__name__)
                break
    return runs


def _places(session: Session) -> list[tuple[UUID, str, date]]:
    """Every practice and zone with an active episode, and the day of its earliest intake."""
    statement = (
        select(Episode.practice_id, Episode.zone, func.min(Episode.intake_on))
        .where(Episode.closed_at.is_(None))
        .group_by(Episode.practice_id, Episode.zone)
        .order_by(Episode.practice_id, Episode.zone)
    )
    return [(practice_id, zone, first) for practice_id, zone, first in session.execute(statement)]


def _dates(
    session: Session,
    practice_id: UUID,
    zone: str,
    first: date,
    now: datetime,
    on: date | None,
) -> Iterator[date]:
    if on is not None:
        yield on
        return
    subject = subject_of(practice_id, zone)
    done = {date.fromisoformat(period) for period in periods_done(session, KIND, subject)}
    if not done and has_run(session, KIND, practice_id.hex):
        # A zone new to a practice at work: its clients' past nights were judged in another.
        first = newest_night(now, zone) - timedelta(days=1)
    yield from nights_due(done, first + timedelta(days=1), now, zone)


def subject_of(practice_id: UUID, zone: str) -> str:
    """Whose nights are claimed: a practice's clients in one time zone."""
    return f"{practice_id.hex}/{zone}"


def _assess_night(
    session: Session,
    settings: Settings,
    practice_id: UUID,
    zone: str,
    day: date,
    now: datetime,
) -> int:
    subject = subject_of(practice_id, zone)
    run_id = in_turn(session, lambda inside: claim(inside, KIND, subject, day.isoformat(), now))
    if run_id is None:
        return 0
    in_turn(session, lambda inside: close_ended_days(inside, now, practice_id))
    in_turn(session, lambda inside: forget_rejected(inside, now))
    in_turn(session, lambda inside: forget_unused(inside, now))
    actor = the_clock(practice_id)
    # One transaction a batch: a stop loses no batch, and nobody's entry waits for the whole night.
    for batch in due_batches(session, practice_id, zone):
        in_turn(session, partial(_assess, actor, now, day, batch, settings.public_url))
    in_turn(session, lambda inside: finish(inside, run_id, now))
    return 1


def _assess(
    actor: Actor, now: datetime, day: date, batch: list[UUID], public_url: str, session: Session
) -> None:
    close_days_of(session, now, batch)
    assess_batch(session, actor, now, day, batch, public_url)
