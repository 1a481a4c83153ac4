"""Work that is done once: a row for each piece and civil period, claimed before it is begun."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple, cast
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    Table,
    Update,
    and_,
    bindparam,
    delete,
    func,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session, scoped_session

from homecare.clockwork.models import Run
from homecare.database import new_id

RUNS = cast(Table, Run.__table__)
# A process that died leaves a claim; after this long another may take it over.
CLAIM_LASTS = timedelta(minutes=10)
# What failed and is still due is tried again so often: nothing says that it has been mended.
FAILED_FOR = timedelta(minutes=30)
FORGOTTEN_AT_ONCE = 500
# Longer than any clock of mails looks back: eight weeks for a weekly one, two for a reminder.
KEPT = timedelta(days=60)
# In the words of its index, which is not found where the status comes as a parameter.
_IS_CLAIMED = Run.status == literal_column("'claimed'")


def claim(session: Session, kind: str, subject: str, period: str, now: datetime) -> UUID | None:
    """The id of a run that is now ours, or None where it was done or somebody is at it."""
    made = _insert(session, (kind, subject, period), now, None)
    return made or _take_over(session, (kind, subject, period), now, _has_lapsed(now))


def claim_again(
    session: Session, kind: str, subject: str, period: str, now: datetime
) -> UUID | None:
    """As `claim`; one that failed a while ago may be had, too."""
    made = _insert(session, (kind, subject, period), now, None)
    free = or_(_has_lapsed(now), ~is_begun(now))
    return made or _take_over(session, (kind, subject, period), now, free)


def is_begun(now: datetime) -> ColumnElement[bool]:
    """Whether a run needs nobody: it is over, somebody is at it, or it failed only just now."""
    return or_(Run.status != "failed", Run.finished_at >= now - FAILED_FOR)


def _insert(
    session: Session, piece: tuple[str, str, str], now: datetime, queued_at: datetime | None
) -> UUID | None:
    kind, subject, period = piece
    row = {"id": new_id(), "kind": kind, "subject": subject, "period": period, "status": "claimed",
           "reason": "", "claimed_at": now, "queued_at": queued_at}  # fmt: skip
    made = session.execute(_into_runs(session.get_bind().dialect.name), row)
    # The id that comes back tells whether it is ours: psycopg counts no rows of such a statement.
    identity: UUID | None = made.scalar()
    return identity


@cache
def _into_runs(dialect: str) -> Any:
    """Put together once, like the next: every mail and every night sends both. They speak of the
    table, as for a model all that a session knows would be looked through."""
    insert: Any = postgresql_insert if dialect == "postgresql" else sqlite_insert
    return insert(RUNS).on_conflict_do_nothing().returning(RUNS.c.id)


@cache
def _over() -> Update:
    ended: dict[str, Any] = {
        name: bindparam(f"new_{name}") for name in ("status", "reason", "finished_at")
    }
    return update(RUNS).where(RUNS.c.id == bindparam("run")).values(**ended)


def _has_lapsed(now: datetime) -> ColumnElement[bool]:
    return and_(Run.status == "claimed", Run.claimed_at < now - CLAIM_LASTS)


def _take_over(
    session: Session, piece: tuple[str, str, str], now: datetime, free: ColumnElement[bool]
) -> UUID | None:
    kind, subject, period = piece
    abandoned = select(Run.id).where(
        Run.kind == kind, Run.subject == subject, Run.period == period, free
    )
    identity = session.scalar(abandoned)
    if identity is None:
        return None
    taken = session.execute(
        update(Run)
        .where(Run.id == identity, free)
        .values(status="claimed", claimed_at=now, queued_at=None)
    )
    return identity if _rows(taken) > 0 else None


def renew(session: Session, run_ids: Collection[UUID], now: datetime) -> None:
    """Show that somebody is still at it, so that a long run is not taken over half-way."""
    session.execute(update(Run).where(Run.id.in_(run_ids)).values(claimed_at=now))


class Claimed(NamedTuple):
    """A piece of work that is ours."""

    id: UUID
    kind: str
    subject: str
    period: str


def queue_up(session: Session, piece: tuple[str, str, str], now: datetime) -> UUID | None:
    """Claim a piece (kind, subject, period) for whichever worker begins it; None where it is done,
    or waits, or somebody is at it."""
    return _insert(session, piece, now, now)


def begin(session: Session, run_id: UUID, now: datetime, lasts: timedelta) -> Claimed | None:
    """Make a piece that waits ours, or one whose worker has not shown a sign for so long; None
    where somebody is at it or it is over."""
    ours = session.execute(
        update(Run)
        .where(Run.id == run_id, _IS_CLAIMED)
        .where(or_(Run.queued_at.is_not(None), Run.claimed_at < now - lasts))
        .values(queued_at=None, claimed_at=now)
        .returning(Run.id, Run.kind, Run.subject, Run.period)
    )
    return next((Claimed(*row) for row in ours), None)


def lapsed(session: Session, now: datetime, lasts: timedelta) -> Sequence[Claimed]:
    """The pieces that somebody was at and shows no more that they are."""
    columns = (Run.id, Run.kind, Run.subject, Run.period)
    silent = select(*columns).where(_IS_CLAIMED, Run.queued_at.is_(None))
    rows = session.execute(silent.where(Run.claimed_at < now - lasts).order_by(Run.claimed_at))
    return [Claimed(*row) for row in rows]


def queue_again(session: Session, run_id: UUID, now: datetime, lasts: timedelta) -> bool:
    """Let a lapsed piece, or one that has waited for so long, wait anew; False where another clock
    has seen to it, or it goes on."""
    since = func.coalesce(Run.queued_at, Run.claimed_at)
    again = (
        update(Run)
        .where(Run.id == run_id, _IS_CLAIMED, since < now - lasts)
        .values(queued_at=now, claimed_at=now)
    )
    return _rows(session.execute(again)) > 0


def waiting_for_a_worker(session: Session) -> datetime | None:
    """Since when the oldest piece that no worker has begun waits."""
    oldest = select(func.min(Run.queued_at)).where(_IS_CLAIMED)
    return session.scalar(oldest)


def is_any_claimed(session: Session) -> bool:
    """Whether somebody is at a piece of work, or died at it: then it is due again one day."""
    return session.scalar(select(Run.id).where(_IS_CLAIMED).limit(1)) is not None


def finish(
    session: Session, run_id: UUID, now: datetime, status: str = "done", reason: str = ""
) -> None:
    """Write down how a run ended: done, failed, or skipped and why."""
    ended = {"run": run_id, "new_status": status, "new_reason": reason[:300]}
    session.execute(_over(), {**ended, "new_finished_at": now})


def newest_status(session: Session, kind: str) -> str | None:
    """How the newest run of a kind ended; None where none has."""
    over = select(Run.status).where(Run.kind == kind, Run.status != "claimed")
    return session.scalar(over.order_by(Run.period.desc()).limit(1))


def newest_done(
    session: Session | scoped_session[Any], kind: str, subject: str, most: int
) -> list[str]:
    """The newest periods of a subject that are over, done, failed or skipped: `most` at most."""
    statement = (
        select(Run.period)
        .where(Run.kind == kind, Run.subject == subject, Run.status != "claimed")
        .order_by(Run.period.desc())
        .limit(most)
    )
    return list(session.scalars(statement))


def ran_before(
    session: Session | scoped_session[Any], kind: str, subject_start: str, period: str
) -> bool:
    """Whether an earlier period was ever run for a subject that begins so."""
    statement = select(Run.id).where(
        Run.kind == kind, Run.subject.startswith(subject_start), Run.period < period
    )
    return session.scalar(statement.limit(1)) is not None


def forget_waiting(session: Session, kinds: Sequence[str]) -> None:
    """Delete what waits or is begun of kinds that nobody does any more."""
    session.execute(delete(Run).where(_IS_CLAIMED, Run.kind.in_(kinds)))
    session.execute(update(Run).where(_IS_CLAIMED).values(queued_at=None))


def forget_runs(session: Session, now: datetime, kinds: Sequence[str]) -> int:
    """Delete some runs of these kinds that ended 60 days ago; answers how many.

    A mail that was sent still can't be sent again: its key stays in the outbox.
    """
    old = session.scalars(select(Run.id).where(_is_old(now, kinds)).limit(FORGOTTEN_AT_ONCE)).all()
    session.execute(delete(Run).where(Run.id.in_(old)))
    return len(old)


def is_run_to_forget(session: Session, now: datetime, kinds: Sequence[str]) -> bool:
    """Whether there is any such run."""
    return session.scalar(select(Run.id).where(_is_old(now, kinds)).limit(1)) is not None


def _is_old(now: datetime, kinds: Sequence[str]) -> ColumnElement[bool]:
    return and_(Run.kind.in_(kinds), Run.finished_at < now - KEPT)


def _rows(result: object) -> int:
    assert isinstance(result, CursorResult)  # noqa: S101 (tells the type checker)
    return result.rowcount
