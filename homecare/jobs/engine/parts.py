"""A long night in parts: ranges of its episodes, each judged by whichever worker is free."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from homecare.acting import Act
from homecare.assessment.queries import Range, ranges
from homecare.busy import in_turn
from homecare.clockwork.at_work import at_work
from homecare.clockwork.models import Run
from homecare.clockwork.runs import Claimed, finish, queue_up
from homecare.jobs import nightly
from homecare.jobs.engine.pieces import PART
from homecare.jobs.engine.queue import put
from homecare.jobs.table import Work

SIZE = 250
"""So many episodes are a second or two of work: a worker that dies loses no more."""
FIRST = UUID(int=0)


def night(work: Work, run: Claimed) -> None:
    """Judge a night that is ours, or share it out where it is long."""
    place, day = nightly.Place.of(run.subject), date.fromisoformat(run.period)
    session = work.session
    with at_work(session, run.id, now=work.now):
        parts = list(ranges(session, place.practice_id, place.zone, SIZE))
        if len(parts) > 1:
            in_turn(session, lambda inside: _share_out(inside, run, parts, work.now))
        else:
            nightly.judge(_act(work, place), place, day)
        nightly.tidy(session, work.settings, place.practice_id, work.now)
        if len(parts) == 1:
            in_turn(session, lambda inside: nightly.end(inside, run.id, place, day, work.now))


def part(work: Work, run: Claimed) -> None:
    """Judge a part that is ours; the last one ends the night."""
    session, (night_id, first) = work.session, _named(run.subject)
    of_night = select(Run.id, Run.kind, Run.subject, Run.period).where(Run.id == night_id)
    night = Claimed(*session.execute(of_night).one())
    later = select(func.min(Run.subject)).where(_is_part_of(night_id), Run.subject > run.subject)
    after = session.scalar(later)
    of = Range(first, _named(after)[1] if after else None)
    place, day = nightly.Place.of(night.subject), date.fromisoformat(night.period)
    with at_work(session, run.id, night_id, now=work.now):
        nightly.judge(_act(work, place), place, day, of)
    in_turn(session, lambda inside: _end(inside, run.id, night, work.now))


def _act(work: Work, place: nightly.Place) -> Act:
    return nightly.by_the_clock(work.session, work.settings, place, work.now)


def is_shared_out(session: Session, night_id: UUID) -> bool:
    """Whether parts of a night are still to be judged: nobody has to begin it anew."""
    left = select(Run.id).where(_is_part_of(night_id), Run.status == "claimed")
    return session.scalar(left.limit(1)) is not None


def _share_out(session: Session, run: Claimed, parts: list[Range], now: datetime) -> None:
    """Once more where it was begun before: what was judged already is left out."""
    names = [f"{run.id.hex}/{(one.first or FIRST).hex}" for one in parts]
    queued = (queue_up(session, (PART, name, run.period), now) for name in names)
    put(session, "night", [one for one in queued if one is not None])
    _end_night(session, run, now)


def _end(session: Session, part_id: UUID, night: Claimed, now: datetime) -> None:
    # Two last parts that end at once: the second one waits here, and sees the first.
    session.execute(select(Run.id).where(Run.id == night.id).with_for_update())
    finish(session, part_id, now)
    _end_night(session, night, now)


def _end_night(session: Session, night: Claimed, now: datetime) -> None:
    if not is_shared_out(session, night.id):
        place, day = nightly.Place.of(night.subject), date.fromisoformat(night.period)
        nightly.end(session, night.id, place, day, now)
        session.execute(delete(Run).where(_is_part_of(night.id)))


def _is_part_of(night_id: UUID) -> ColumnElement[bool]:
    return (Run.kind == PART) & Run.subject.startswith(f"{night_id.hex}/")


def _named(subject: str) -> tuple[UUID, UUID]:
    """The night and the first episode of a part."""
    night_id, _, first = subject.partition("/")
    return UUID(night_id), UUID(first)
