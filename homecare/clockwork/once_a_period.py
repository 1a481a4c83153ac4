"""Mail that leaves once a period: who is still due, written down together with the mail itself.

The claim of a run, its mail and its end are one transaction: either all three are stored or
none, so that a stop half-way leaves nothing to tidy up. What is slow (reading figures, drawing
the chart) happens before it, while others may write.
"""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import structlog
from sqlalchemy import ColumnElement, String, cast, exists, func, select
from sqlalchemy.orm import Session, scoped_session

from homecare.busy import in_turn, is_busy, is_the_databases, let_go, resting
from homecare.clockwork.models import Run
from homecare.clockwork.runs import claim_again, finish, is_begun
from homecare.mail.message import Email
from homecare.mail.outbox import queue

log = structlog.get_logger()

AnySession = Session | scoped_session[Any]
LEAVE_OUT = "leave out"
"""In what a session knows: the reason for which nothing that is due is written or mailed."""
LATE = "more than three days late"
MISSED = "not sent while it was new"
NO_ADDRESS = "no confirmed address"
# Mails written in one tick: the rest is due still at the next, and in between the clock shows a
# sign of life and what is written leaves.
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class MailOfPeriod:
    """One mail of one kind to one subject (a hex id) for one civil period."""

    kind: str
    subject: str
    period: str


def thread_session(session: AnySession) -> Session:
    """The session of this thread, where several threads share a registry of them."""
    return session() if isinstance(session, scoped_session) else session


def mails_left(on: date | None) -> int:
    """How many mails a run may write: one by hand, for a date, writes them all."""
    return AT_ONCE if on is None else sys.maxsize


def hex_of(id_column: Any) -> ColumnElement[str]:
    """A column of ids as the hex text that names the subject of a run, on either database."""
    return func.replace(cast(id_column, String), "-", "")


def not_begun(
    kind: str, subject: ColumnElement[str], period: str | ColumnElement[str], now: datetime
) -> ColumnElement[bool]:
    """True for a subject that has no run of this kind and period, or one that failed a while ago:
    as long as it is due it is written again."""
    of_it = (Run.kind == kind, Run.subject == subject, Run.period == period)
    return ~exists().where(*of_it, is_begun(now))


def newest_run(kind: str, subject: ColumnElement[str], now: datetime) -> ColumnElement[str | None]:
    """The latest period of each subject that is begun."""
    newest = select(func.max(Run.period)).where(Run.kind == kind, Run.subject == subject)
    return newest.where(is_begun(now)).scalar_subquery()


def nothing_more(_session: Session, _email: Email) -> None:
    """A mail with which nothing else is stored."""


def send_once(
    session: Session,
    piece: MailOfPeriod,
    now: datetime,
    write: Callable[[], Email | str],
    with_it: Callable[[Session, Email], None] = nothing_more,
) -> bool:
    """Write one mail, or record why not; answers whether a mail was queued.

    `write` returns the mail, or the reason for leaving it out; `with_it` stores, in the same
    transaction, what is so once the mail is queued. When it fails, that is recorded, to be tried
    again, and the next one is unharmed. A fault of the database is never one of the mail: it stays
    due, and where it is busy so do all the others, which would each wait for it in vain.
    """
    try:
        with resting():
            written = session.info.get(LEAVE_OUT) or with_pictures(write())
            return in_turn(session, lambda inside: keep_once(inside, piece, now, written, with_it))
    except Exception as error:
        let_go(session)
        if is_busy(error):
            raise
        _log(piece, error)
        if not is_the_databases(error):
            skip(session, [piece], now, type(error).__name__, status="failed")
    return False


def with_pictures(written: Email | str) -> Email | str:
    """The same with every picture drawn, so that nobody waits for that while a mail is stored."""
    if isinstance(written, str) or not written.parts:
        return written
    return replace(
        written, parts=tuple(replace(part, content=part.drawn()) for part in written.parts)
    )


def _log(piece: MailOfPeriod, error: Exception) -> None:
    log.error(
        "mail not written", kind=piece.kind, subject=piece.subject, period=piece.period,
        error=type(error).__name__,
    )  # fmt: skip


def keep_once(
    session: Session,
    piece: MailOfPeriod,
    now: datetime,
    written: Email | str,
    with_it: Callable[[Session, Email], None] = nothing_more,
) -> bool:
    """Store a mail that is written, or why there is none, in the transaction that is open."""
    run_id = claim_again(session, piece.kind, piece.subject, piece.period, now)
    if run_id is None:
        return False
    if isinstance(written, str):
        finish(session, run_id, now, "skipped", written)
        return False
    queued = queue(session, written, now) is not None
    with_it(session, written)
    finish(session, run_id, now, *(() if queued else ("skipped", "queued before")))
    return queued


def skip(
    session: Session,
    pieces: Sequence[MailOfPeriod],
    now: datetime,
    reason: str,
    status: str = "skipped",
) -> None:
    """Record that nothing was sent for these, and why, in one transaction."""
    if pieces:
        in_turn(session, lambda inside: _store_skipped(inside, pieces, now, reason, status))


def _store_skipped(
    session: Session, pieces: Sequence[MailOfPeriod], now: datetime, reason: str, status: str
) -> None:
    for piece in pieces:
        run_id = claim_again(session, piece.kind, piece.subject, piece.period, now)
        if run_id is not None:
            finish(session, run_id, now, status, reason)
