"""What the clock does where workers do the work: it finds what is due, claims it and lets it wait.

The claim is our own row, unique by kind, subject and period, written in one transaction with the
queue: two clocks let nothing wait twice, and a clock that dies in between has done neither.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from sqlalchemy.orm import Session

from homecare.busy import in_turn
from homecare.clockwork.runs import lapsed, queue_again, queue_up
from homecare.jobs import audit, mail, nightly
from homecare.jobs.after import update
from homecare.jobs.daily import SERVER, day_due
from homecare.jobs.engine import parts
from homecare.jobs.engine.pieces import KINDS, QUEUE_LOST, ROUND, STALL_LIMIT, queue_of
from homecare.jobs.engine.queue import lost, put
from homecare.jobs.table import Job, Work
from homecare.mail.jobs import is_due as is_mail_due
from homecare.reports import weekly
from homecare.reports.check_ins import due as check_ins
from homecare.reports.reminders import due as reminders
from homecare.reports.trail import due as monthly
from homecare.reports.urgent_again import due as urgent_again

Piece = tuple[str, str, str]


def _rounds(is_due: Callable[[Work], bool], name: str) -> Callable[[Work], Iterable[Piece]]:
    return lambda work: [(ROUND, name, "")] if is_due(work) else []


def _nights(work: Work) -> Iterator[Piece]:
    return ((nightly.KIND, *one) for one in nightly.first_due(work.session, work.now))


def _recounts(work: Work) -> Iterator[Piece]:
    return ((update.KIND, one.hex, update.PERIOD) for one in update.to_recount(work.session))


def _audits(work: Work) -> Iterator[Piece]:
    day = day_due(work.session, audit.KIND, work.now, audit.AFTER_NIGHT, by_hand=False)
    if day is not None:
        yield audit.KIND, SERVER, day.isoformat()


FOUND: dict[str, Callable[[Work], Iterable[Piece]]] = {
    "recount": _recounts,
    "assess": _nights,
    "audit": _audits,
    "assess-again": _rounds(lambda w: nightly.is_any_again(w.session, w.now), "assess-again"),
    "urgent-again": _rounds(lambda w: urgent_again.is_due(w.session, w.now), "urgent-again"),
    "weekly-emails": _rounds(lambda w: weekly.is_due(w.session, w.now), "weekly-emails"),
    "reminders": _rounds(lambda w: reminders.is_due(w.session, w.now), "reminders"),
    "check-ins": _rounds(lambda w: check_ins.is_due(w.session, w.now), "check-ins"),
    "monthly-emails": _rounds(lambda w: monthly.is_due(w.session, w.now), "monthly-emails"),
    "urgent-mail": _rounds(lambda w: is_mail_due(w.session, w.now, bulk=False), "urgent-mail"),
    "send-mail": _rounds(
        lambda w: mail.is_due(w.session, w.settings, w.now, w.demonstration), "send-mail"
    ),
}


def defer(name: str, work: Work) -> int:
    """Let what is due of one job wait for a worker; answers how many pieces."""
    found = list(FOUND[name](work))
    return sum(in_turn(work.session, partial(_defer, piece=piece, work=work)) for piece in found)


def _defer(session: Session, piece: Piece, work: Work) -> bool:
    run_id = queue_up(session, piece, work.now)
    if run_id is not None:
        put(session, queue_of(piece[0], piece[1]), [run_id])
    return run_id is not None


def mend(work: Work) -> int:
    """Let wait anew what a worker has left, and what is not in the queue any more."""
    session, now = work.session, work.now
    left = [
        (run.id, run.kind, run.subject, STALL_LIMIT)
        for run in lapsed(session, now, STALL_LIMIT)
        if run.kind in KINDS and not parts.is_shared_out(session, run.id)
    ]
    left += [(*row, QUEUE_LOST) for row in lost(session, now - QUEUE_LOST)]

    def again(inside: Session) -> int:
        done = 0
        for run_id, kind, subject, lasts in left:
            if queue_again(inside, run_id, now, lasts):
                put(inside, queue_of(kind, subject), [run_id])
                done += 1
        return done

    return in_turn(session, again) if left else 0


DEFERRED: dict[str, Job] = {name: partial(defer, name) for name in FOUND} | {"mend": mend}
"""As the table of jobs, by the same names."""
