"""The nightly assessment: each date once for every practice and zone, none dropped by a stop."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from functools import partial
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from config import Settings
from homecare.accounts.models import Practice
from homecare.accounts.sign_in.sign_ins import forget_unused
from homecare.accounts.sign_in.tries import forget_old
from homecare.acting import Act, the_clock
from homecare.assessment.queries import EVERYBODY, Range, due_batches, under_care
from homecare.backups.before import forget_old_copies
from homecare.busy import in_turn, is_busy, is_the_databases, let_go, resting
from homecare.clients.models import Episode
from homecare.clients.signals import zone_follows
from homecare.clockwork import failures
from homecare.clockwork.at_work import at_work
from homecare.clockwork.periods import NIGHT, newest_night, nights_due
from homecare.clockwork.runs import claim, finish, newest_done, ran_before
from homecare.diary.days import close_days_of, ended_episodes
from homecare.diary.operations import forget_rejected
from homecare.erasure.operations import ask_again, forget_goodbyes
from homecare.erasure.remembered import remember
from homecare.flags.batches import (
    FLAGS_AT_ONCE,
    Judged,
    assess_batch,
    in_parts,
    judge_batch,
    keep_judged,
)
from homecare.language import local_day
from homecare.tally.operations import forget_old as forget_counted

KIND = "assess"
CLOSED_AT_ONCE = 25  # episodes that ended: to close a day takes a moment for each
ROUNDS = 3  # of judging what changed while it was judged
NIGHTS_READ = 62
"""So many of the newest nights are read, however old the practice is: they run in order, so that
one before these was not left out."""
log = structlog.get_logger()


def assess(session: Session, settings: Settings, now: datetime, on: date | None) -> int:
    """Judge every active episode for each date that is due, or for `on`; answers how many runs."""
    runs = 0
    for place in _places(session):
        moment = now if on is None else max(now, datetime.combine(on, NIGHT, ZoneInfo(place.zone)))
        for day in [on] if on else _dates(session, place, now):
            try:
                runs += _assess_night(session, settings, place, day, moment)
            except Exception as error:
                # The night stays due, and later nights wait for it; other practices don't, save
                # where the database is busy: each of them would wait for it in vain.
                let_go(session)
                if is_busy(error):
                    raise
                log.error("night failed", period=day.isoformat(), error=type(error).__name__)
                break
    return runs


class Place(NamedTuple):
    """A practice's clients in one time zone, and the day on which the first of them was added."""

    practice_id: UUID
    zone: str
    first: date = date.max

    @property
    def subject(self) -> str:
        """Whose nights are claimed."""
        return subject_of(self.practice_id, self.zone)

    @classmethod
    def of(cls, subject: str) -> "Place":
        """The one whose nights are claimed by that name."""
        practice, _, zone = subject.partition("/")
        return cls(UUID(practice), zone)


def _places(session: Session) -> list[Place]:
    """Every practice and zone with an active episode. Nights count from the day somebody was added:
    an intake may have been a few days earlier, and no night of those was missed."""
    statement = (
        select(
            Episode.practice_id,
            Episode.zone,
            func.min(Episode.intake_on),
            func.min(Episode.opened_at),
        )
        .where(Episode.closed_at.is_(None))
        .group_by(Episode.practice_id, Episode.zone)
        .order_by(Episode.practice_id, Episode.zone)
    )
    return [
        Place(practice_id, zone, max(intake_on, local_day(opened_at, zone)))
        for practice_id, zone, intake_on, opened_at in session.execute(statement)
    ]


def first_due(session: Session, now: datetime) -> Iterator[tuple[str, str]]:
    """Subject and period of the oldest night that each practice and zone has not had yet."""
    for place in _places(session):
        for day in _dates(session, place, now)[:1]:
            yield place.subject, day.isoformat()


def _dates(session: Session, place: Place, now: datetime) -> list[date]:
    newest = newest_done(session, KIND, place.subject, NIGHTS_READ)
    done, first = {date.fromisoformat(period) for period in newest}, place.first + timedelta(days=1)
    if len(newest) == NIGHTS_READ:
        first = max(first, min(done))
    due = list(nights_due(done, first, now, place.zone))
    begun = min(done, default=newest_night(now, place.zone))
    if not due or due[0] >= begun:
        return due
    if ran_before(session, KIND, place.practice_id.hex, begun.isoformat()):
        # A zone newer than the practice: its clients' earlier nights were judged in another.
        return [day for day in due if day >= begun]
    return due


def subject_of(practice_id: UUID, zone: str) -> str:
    """Whose nights are claimed: a practice's clients in one time zone."""
    return f"{practice_id.hex}/{zone}"


@zone_follows.connect
def carry_nights(practice: Practice, *, act: Act, before: str) -> None:
    """Let no night come twice for clients who go by their practice's corrected clock.

    What was judged by the old clock is done by the new one, too. Where clients live by that
    already, their nights are their own: one of those left out would be missed by somebody.
    """
    session, subject = act.session, subject_of(practice.id, practice.zone)
    if any(p.practice_id == practice.id and p.zone == practice.zone for p in _places(session)):
        return
    for period in newest_done(session, KIND, subject_of(practice.id, before), NIGHTS_READ):
        run_id = claim(session, KIND, subject, period, act.now)
        if run_id is not None:
            finish(session, run_id, act.now, reason="judged by the clock before")


def _assess_night(
    session: Session, settings: Settings, place: Place, day: date, now: datetime
) -> int:
    run_id = in_turn(
        session, lambda inside: claim(inside, KIND, place.subject, day.isoformat(), now)
    )
    if run_id is None:
        return 0
    try:
        with at_work(session, run_id, now=now):
            judge(by_the_clock(session, settings, place, now), place, day)
            tidy(session, settings, place.practice_id, now)
            in_turn(session, lambda inside: end(inside, run_id, place, day, now))
    except Exception as error:
        note_failed(session, run_id, error)
        raise
    return 1


def end(session: Session, run_id: UUID, place: Place, day: date, now: datetime) -> None:
    """Write down that a night is over, with whom it left out."""
    finish(session, run_id, now)
    failures.night_is_over(session, place.subject, day.isoformat())


def note_failed(session: Session, run_id: UUID, error: Exception) -> None:
    """Keep that a night failed, unless its database was only busy, or can't be written."""
    let_go(session)
    if not is_busy(error):
        with suppress(SQLAlchemyError):
            in_turn(session, lambda inside: failures.night_failed(inside, run_id, error))


def tidy(session: Session, settings: Settings, practice_id: UUID, now: datetime) -> None:
    """Close the days of episodes that ended, and forget what is not kept any longer."""
    ended = ended_episodes(session, now, practice_id)
    for first in range(0, len(ended), CLOSED_AT_ONCE):
        _close(session, now, ended[first : first + CLOSED_AT_ONCE])
    in_turn(session, lambda inside: forget_rejected(inside, now))
    in_turn(session, lambda inside: forget_unused(inside, now))
    in_turn(session, lambda inside: forget_old(inside, now))
    in_turn(session, lambda inside: forget_counted(inside, now))
    in_turn(session, lambda inside: forget_goodbyes(inside, now))
    forget_old_copies(settings.database_url, now.date())
    asks = Act(session, the_clock(practice_id), now, settings.public_url)
    in_turn(session, lambda inside: ask_again(asks.within(inside)))
    remember(session, settings)


def by_the_clock(session: Session, settings: Settings, place: Place, now: datetime) -> Act:
    """What the clock does for a practice, in the name of nobody."""
    return Act(session, the_clock(place.practice_id), now, settings.public_url)


def judge(act: Act, place: Place, day: date, of: Range = EVERYBODY) -> None:
    """Close the day before and judge, a batch at a time: a stop loses none, and nobody's entry
    waits for more than a moment."""
    for batch in due_batches(act.session, place.practice_id, place.zone, of):
        for episode_id, error in look_at(act, day, batch).items():
            left = failures.LeftOut(place.subject, day.isoformat(), episode_id)
            in_turn(act.session, partial(_leave_out, act, left, error))


def look_at(act: Act, day: date, batch: Sequence[UUID]) -> dict[UUID, str]:
    """Close the days of a batch and judge it; answers whom that failed of, and by what fault.

    Where something fails, each is looked at alone: one keeps nobody else from it.
    """
    try:
        with resting():
            _close(act.session, act.now, batch)
        return dict.fromkeys(_assess(act, day, batch), "not judged")
    except Exception as error:
        let_go(act.session)
        if is_the_databases(error):
            raise
        if len(batch) > 1:
            return {of: why for one in batch for of, why in look_at(act, day, [one]).items()}
        log.error("not looked at", episode=str(batch[0]), error=type(error).__name__)
        return {batch[0]: type(error).__name__}


def again(session: Session, settings: Settings, now: datetime) -> int:
    """Look once more at whom a night left out, where that was a while ago; answers at how many."""
    done = 0
    for one in list(failures.left_out(session, now - failures.AGAIN_AFTER)):
        act, failed = by_the_clock(session, settings, Place.of(one.place), now), {}
        if under_care(session, [one.episode_id]):
            failed = look_at(act, date.fromisoformat(one.night), [one.episode_id])
        for error in failed.values():
            in_turn(session, partial(_leave_out, act, one, error))
        if not failed:
            in_turn(session, partial(failures.looked_at_after_all, run_id=one.run_id))
            done += 1
    return done


def is_any_again(session: Session, now: datetime) -> bool:
    """Whether somebody is to be looked at once more."""
    return any(failures.left_out(session, now - failures.AGAIN_AFTER))


def _leave_out(act: Act, one: failures.LeftOut, error: str, inside: Session) -> None:
    if under_care(inside, [one.episode_id]):
        failures.leave_out(inside, one, error, act.now)


def _close(session: Session, now: datetime, batch: Sequence[UUID]) -> None:
    in_turn(session, lambda inside: close_days_of(inside, now, batch))


def _assess(act: Act, day: date, batch: Sequence[UUID]) -> set[UUID]:
    """Judge while others may write, then keep what was found; what changed meanwhile again.

    Answers who could not be judged.
    """
    left, flags_at_once = batch, FLAGS_AT_ONCE[act.session.get_bind().dialect.name]
    unjudged: set[UUID] = set()
    for _ in range(ROUNDS):
        with resting():
            judged = judge_batch(act, day, left)
        unjudged, left = unjudged | ({*left} - {one.of for one in judged}), []
        for part in in_parts(judged, flags_at_once):
            with resting():
                left += in_turn(act.session, partial(_keep, act, day, part))
        if not left:
            return unjudged
    # Somebody writes faster than we read: once, they wait.
    in_turn(act.session, partial(_assess_at_once, act, day, left))
    return unjudged


def _assess_at_once(act: Act, day: date, left: Sequence[UUID], inside: Session) -> None:
    inside.expire_all()
    assess_batch(act.within(inside), day, left)


def _keep(act: Act, day: date, judged: Sequence[Judged], inside: Session) -> list[UUID]:
    return keep_judged(act.within(inside), day, judged)
