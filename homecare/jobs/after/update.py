"""What an update does once with what is stored: days are worked out anew where this release counts
them otherwise than the one that stored them.

A run for each practice, whose period is the number of the counting, says that it was done; so no
day is worked out twice, and a clock that dies half-way begins that practice anew.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from uuid import UUID

import structlog
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from homecare.accounts.models import Practice
from homecare.busy import in_turn, is_the_databases, let_go, resting
from homecare.clockwork.at_work import at_work
from homecare.clockwork.models import Run
from homecare.clockwork.once_a_period import hex_of
from homecare.clockwork.runs import claim, finish
from homecare.diary.days import every_episode, rebuild
from homecare.diary.projection import DAYS_AS_OF

KIND = "recount"
PERIOD = str(DAYS_AS_OF)
log = structlog.get_logger()


def to_recount(session: Session) -> Sequence[UUID]:
    """The practices whose days were not all worked out as this release does it."""
    done = exists().where(
        Run.kind == KIND, Run.subject == hex_of(Practice.id), Run.period == PERIOD,
        Run.status != "claimed",
    )  # fmt: skip
    return session.scalars(select(Practice.id).where(~done).order_by(Practice.id)).all()


def recount(session: Session, now: datetime) -> int:
    """Work out the days of every practice anew where that was not done; answers of how many."""
    done = 0
    for practice_id in to_recount(session):
        run_id = in_turn(session, partial(_claimed, practice_id=practice_id, now=now))
        if run_id is not None:
            recount_practice(session, practice_id, run_id, now)
            done += 1
    return done


def recount_practice(session: Session, practice_id: UUID, run_id: UUID, now: datetime) -> None:
    """Work out its days in the name of a run that is ours: client by client, so that nobody who
    writes waits for more than a moment. Where one can't be counted, its days stay as they are."""
    days, left = 0, 0
    with at_work(session, run_id, now=now):
        episodes = every_episode(session, practice_id)
        log.info("days are worked out anew", practice=practice_id.hex, records=len(episodes))
        for one in episodes:
            made = _rebuilt(session, one)
            days, left = days + (made or 0), left + (made is None)
    how = ("failed", f"the days of {left} records stayed as they were") if left else ("done", "")
    in_turn(session, lambda inside: finish(inside, run_id, now, *how))
    log.info("days were worked out anew", practice=practice_id.hex, days=days, left=left)


def made_by_this_release(session: Session, practice_id: UUID, now: datetime) -> None:
    """Note that a practice has no days of an older release: nothing is worked out anew."""
    run_id = _claimed(session, practice_id, now)
    if run_id is not None:
        finish(session, run_id, now)


def _claimed(session: Session, practice_id: UUID, now: datetime) -> UUID | None:
    return claim(session, KIND, practice_id.hex, PERIOD, now)


def _rebuilt(session: Session, episode_id: UUID) -> int | None:
    """How many days came of it; None where they could not be counted."""
    try:
        with resting():
            return in_turn(session, partial(rebuild, episode_id=episode_id))
    except Exception as error:
        let_go(session)
        if is_the_databases(error):
            raise
        log.error("days not counted", episode=str(episode_id), error=type(error).__name__)
        return None
