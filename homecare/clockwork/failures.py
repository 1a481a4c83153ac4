"""What the clock failed at and tries again: nights, single records, jobs, mails of a period.

It stands in the rows of runs, by the kind of fault and by ids alone, until it is done: whoever
watches the server, types a job or owns the practice asks here.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, and_, delete, func, select, update
from sqlalchemy.orm import Session

from homecare.busy import in_turn, let_go
from homecare.clockwork.behind import moment_of
from homecare.clockwork.models import Run
from homecare.clockwork.runs import CLAIM_LASTS, claim, finish

NIGHTS = ("assess", "assess-part")
ASIDE = "assess-left-out"
"""A record that a night had to leave out, by its night: the night goes on without it."""
JOB = "job"
AGAIN_AFTER = timedelta(minutes=30)
"""A record that was left out is tried again so often: nothing says that it has been mended."""
LONGEST_NIGHT = timedelta(hours=6)
"""A night of a large practice takes hours; one that is not over by then hangs, or is begun again
and again by a process that dies at it (ours)."""


class LeftOut(NamedTuple):
    """A record that a night of a place had to leave out, and the row that says so."""

    place: str
    night: str
    episode_id: UUID
    run_id: UUID | None = None


class Failing(NamedTuple):
    """How much fails: nights, the oldest one's date, records left out, jobs, mails of a period."""

    nights: int = 0
    oldest: str | None = None
    records: int = 0
    jobs: Sequence[str] = ()
    mails: int = 0


def night_failed(session: Session, run_id: UUID, error: BaseException) -> None:
    """Keep of a night that is claimed that it failed, and of what kind the fault was. It is begun
    anew when its claim lapses."""
    ours = update(Run).where(Run.id == run_id, Run.status == "claimed")
    session.execute(ours.values(reason=type(error).__name__))


def leave_out(session: Session, one: LeftOut, error: str, now: datetime) -> None:
    """Keep that a night left this record out, to be tried again; once for each night."""
    subject = f"{one.place}/{one.episode_id.hex}"
    piece = and_(Run.kind == ASIDE, Run.subject == subject, Run.period == one.night)
    known = session.scalar(select(Run.id).where(piece))
    run_id = known or claim(session, ASIDE, subject, one.night, now)
    if run_id is not None:
        finish(session, run_id, now, "failed", error)


def left_out(session: Session, before: datetime) -> Iterator[LeftOut]:
    """The records whose last try was before then, the oldest first."""
    due = _is_left_out() & (Run.finished_at < before)
    columns = (Run.id, Run.period, Run.subject)
    for run_id, night, subject in session.execute(select(*columns).where(due).order_by(Run.id)):
        place, _, episode = subject.rpartition("/")
        yield LeftOut(place, night, UUID(episode), run_id)


def looked_at_after_all(session: Session, run_id: UUID | None) -> None:
    """Forget that a record was left out: it is looked at, or its care is over."""
    session.execute(delete(Run).where(Run.id == run_id))


def night_is_over(session: Session, place: str, night: str) -> None:
    """Forget who was left out before this night: it has looked at them, or left them out anew."""
    theirs = Run.subject.startswith(f"{place}/", autoescape=True)
    session.execute(delete(Run).where(_is_left_out(), theirs, Run.period < night))


def failed_jobs(session: Session) -> dict[str, str]:
    """The jobs that failed at their last turn, and the kind of fault."""
    return dict(session.execute(select(Run.subject, Run.reason).where(Run.kind == JOB)).all())


def keep_outcome(
    session: Session, now: datetime, ended: Collection[str], failed: Mapping[str, str]
) -> None:
    """Keep which of the jobs that have ended failed, each with the kind of fault, and forget it of
    those that went well; nothing is written where all is as before."""
    known = failed_jobs(session)
    if not failed and known.keys().isdisjoint(ended):
        let_go(session)
        return
    in_turn(session, partial(_keep_jobs, now=now, ended=ended, failed=failed))


def _keep_jobs(
    session: Session, now: datetime, ended: Collection[str], failed: Mapping[str, str]
) -> None:
    session.execute(delete(Run).where(Run.kind == JOB, Run.subject.in_(ended)))
    for name, error in failed.items():
        run_id = claim(session, JOB, name, "", now)
        if run_id is not None:
            finish(session, run_id, now, "failed", error)


def failing(
    session: Session, mails: Collection[str], mailed_since: datetime, machine_now: datetime
) -> Failing:
    """What fails now, and how many mails of these kinds could not be written since then."""
    asked = select(Run.period, Run.id, Run.reason)
    nights = [
        period
        for period, run_id, reason in session.execute(asked.where(_is_night_claimed()))
        if reason or machine_now - (moment_of(run_id) or machine_now) > LONGEST_NIGHT
    ]
    unwritten = and_(Run.kind.in_(mails), Run.status == "failed", Run.finished_at >= mailed_since)
    mailed = select(func.count()).select_from(Run).where(unwritten).scalar_subquery()
    records, unsent = session.execute(select(records_left_out(), mailed)).one()
    jobs = sorted(failed_jobs(session))
    return Failing(len(nights), min(nights, default=None), records, jobs, unsent)


def signs_of_nights() -> tuple[ScalarSelect[str | None], ScalarSelect[int]]:
    """The oldest night that failed, and how many records a night left out; part of a statement."""
    return failed_night(), records_left_out()


def failed_night() -> ScalarSelect[str | None]:
    """The oldest night that failed and is tried again; part of a statement."""
    oldest = select(func.min(Run.period)).where(_is_night_claimed(), Run.reason != "")
    return oldest.scalar_subquery()


def records_left_out() -> ScalarSelect[int]:
    """How many records a night left out; part of a statement."""
    return select(func.count(func.distinct(Run.subject))).where(_is_left_out()).scalar_subquery()


def in_words(found: Failing) -> list[str]:
    """What fails, a line each, without anybody's name."""
    minutes = int(CLAIM_LASTS.total_seconds() / 60)
    said = []
    if found.nights:
        which = f"the night of {found.oldest}" if found.nights == 1 else (
            f"{found.nights} nights, the oldest of {found.oldest},"
        )  # fmt: skip
        said.append(f"{which} failed: tried again every {minutes} minutes, see the log")
    if found.records:
        records = "one record" if found.records == 1 else f"{found.records} records"
        said.append(f"{records} could not be looked at last night: tried again, see the log")
    said += [f"the clock fails at {name}: tried again, see the log" for name in found.jobs]
    if found.mails:
        mails = "one mail" if found.mails == 1 else f"{found.mails} mails"
        said.append(f"{mails} could not be written: tried again while due, see the log")
    return said


def _is_night_claimed() -> ColumnElement[bool]:
    return and_(Run.kind.in_(NIGHTS), Run.status == "claimed")


def _is_left_out() -> ColumnElement[bool]:
    return and_(Run.kind == ASIDE, Run.status == "failed")
