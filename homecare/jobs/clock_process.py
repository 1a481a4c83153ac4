"""The clock process: APScheduler calls its rounds again and again; what is due is in the data.

Each line of work has rounds of its own: the sign of life, mail that somebody waits for, the other
mail, and all the rest. A night that takes an hour holds none of the others up.
"""

import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import NamedTuple
from uuid import uuid4

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from structlog.contextvars import bound_contextvars

from homecare import clock
from homecare.busy import in_turn, is_busy, let_go
from homecare.clockwork.failures import keep_outcome
from homecare.clockwork.models import Heartbeat
from homecare.clockwork.runs import forget_waiting, is_any_claimed
from homecare.clockwork.stops import CLOCK, WORK_ENDED, Sign, beat
from homecare.extensions import db
from homecare.jobs.engine.looks import Looks
from homecare.jobs.engine.pieces import ONLY_WORKERS
from homecare.jobs.mail import FULL_ROUND
from homecare.jobs.table import JOBS, WORK, Job, Work, next_look

log = structlog.get_logger()
PROCESS = uuid4().hex
"""Whose sign of life it is: another process is another one after a stop."""
URGENT_SECONDS = 10.0
"""How often mail that somebody waits for is looked for, where the clock ticks more rarely."""


Jobs = Mapping[str, Job]


class Line(NamedTuple):
    """What is done again and again, one round after the other, so many seconds apart."""

    name: str
    seconds: float
    round: Callable[[], object]


def tick(
    app: Flask, names: Sequence[str] | None = None, looks: Looks | None = None
) -> dict[str, int]:
    """Do whatever is due now, and answer how much of each; `looks` tells which jobs may rest.

    A stop that has just ended is known to every job.
    """
    show_life(app)
    return _round(app, JOBS if names is None else names, looks)


def _round(
    app: Flask, names: Iterable[str], looks: Looks | None = None, jobs: Jobs | None = None
) -> dict[str, int]:
    """Run these jobs; one that fails is logged and never stops the others. What is logged of one
    turn of one job has the same `run`, as a worker's lines have that of a piece."""
    done: dict[str, int] = {}
    failed: dict[str, str] = {}
    with app.app_context():
        resting = looks is not None and not _is_anybody_at_work()
        for name in names:
            if looks and not looks.has_to_look(name, clock.now()):
                continue
            with bound_contextvars(run=str(uuid4())):
                done |= _turn(app, name, jobs or JOBS, failed)
        _keep_outcome(done, failed)
        if looks:
            _rest(looks, done, resting)
    return done


def _turn(app: Flask, name: str, jobs: Jobs, failed: dict[str, str]) -> dict[str, int]:
    """How much was done, by the job's name; nothing where it failed, which `failed` tells then."""
    try:
        return {name: jobs[name](_work_of(app, clock.now()))}
    except Exception as error:
        _log(name, error)
        if not is_busy(error):
            failed[name] = type(error).__name__
        return {}
    finally:
        _leave()


def _keep_outcome(done: Mapping[str, int], failed: Mapping[str, str]) -> None:
    """Let whoever watches the server know which jobs fail, until they go well."""
    try:
        keep_outcome(db.session(), clock.now(), {*done, *failed}, failed)
    except SQLAlchemyError as error:
        _log("outcome", error)
    finally:
        _leave()


def _rest(looks: Looks, done: dict[str, int], resting: bool) -> None:
    """Those that found nothing rest. None does while somebody is at a piece of work, nor where they
    have ended it meanwhile: what comes after it may be due."""
    if not resting or any(done.values()) or _is_anybody_at_work():
        looks.look_again()
        return
    try:
        for name in done:
            looks.rest(name, clock.now(), next_look(name, db.session(), clock.now()))
    except SQLAlchemyError as error:
        _log("rest", error)
    finally:
        _leave()


def _is_anybody_at_work() -> bool:
    try:
        return is_any_claimed(db.session())
    except SQLAlchemyError as error:
        _log("rest", error)
        return True
    finally:
        _leave()


def show_life(app: Flask) -> None:
    """A sign of life of the clock, whatever else it is at; where it can't be written down, the next
    one comes all the same."""
    with app.app_context():
        sign = Sign(clock.machine_time(), clock.now(), PROCESS)
        _written("heartbeat", lambda session: beat(session, CLOCK, sign))


def _written(what: str, write: Callable[[Session], object]) -> None:
    try:
        in_turn(db.session, write)
    except SQLAlchemyError as error:
        _log(what, error)
    finally:
        _leave()


def _leave() -> None:
    let_go(db.session)
    db.session.remove()


def _log(name: str, error: Exception) -> None:
    if is_busy(error):
        log.warning("job put off", job=name, reason="the database is busy")
    else:
        log.error("job failed", job=name, error=type(error).__name__)


def run_job(app: Flask, name: str, now: datetime, **by_hand: object) -> int:
    """Run one job of the table inside an app context."""
    return JOBS[name](_work_of(app, now, **by_hand))


def _work_of(app: Flask, now: datetime, **by_hand: object) -> Work:
    return Work(
        session=db.session(),
        settings=app.config["SETTINGS"],
        now=now,
        demonstration=app.config["DEMONSTRATION"],
        **by_hand,  # type: ignore[arg-type]
    )


def lines(app: Flask, stop: threading.Event) -> Iterator[Line]:
    """The lines of work of a clock; `stop` is set once somebody has asked it to stop."""
    seconds = app.config["SETTINGS"].tick_seconds
    urgent = min(seconds, URGENT_SECONDS)
    yield Line("heartbeat", seconds, partial(show_life, app))
    if app.config["SETTINGS"].workers:
        yield from _deferring(app, seconds, urgent)
        return
    with app.app_context():  # where workers did the work before
        _written("queue left", lambda session: forget_waiting(session, ONLY_WORKERS))
    yield Line("urgent mail", urgent, partial(_mail, app, "urgent-mail", stop))
    yield Line("mail", seconds, partial(_mail, app, "send-mail", stop))
    yield Line("work", seconds, partial(_work, app, WORK, _looks(app)))


def _deferring(app: Flask, seconds: float, urgent: float) -> Iterator[Line]:
    """Where workers do the work: each line finds what is due for them, and one takes backups, as
    their folder is on this machine."""
    from homecare.jobs.engine import deferring, queue  # noqa: PLC0415 (what no other clock needs)

    with app.app_context():
        queue.prepare(db.engine)
    jobs = deferring.DEFERRED
    found = [name for name in WORK if name in jobs]
    yield Line("urgent mail", urgent, partial(_round, app, ["urgent-mail"], None, jobs))
    yield Line("mail", seconds, partial(_round, app, ["mend", "send-mail"], None, jobs))
    yield Line("work", seconds, partial(_work, app, found, _looks(app), jobs))
    yield Line("backup", seconds, partial(_round, app, ["backup"]))


def _looks(app: Flask) -> Looks | None:
    """Nobody rests where time is moved: much comes to be due at once then."""
    return None if app.config["SETTINGS"].clock_file else Looks()


def _mail(app: Flask, name: str, stop: threading.Event) -> None:
    """Send until nothing is left, or the server answers nobody: a round ends with fewer then."""
    while _round(app, [name]).get(name) == FULL_ROUND and not stop.is_set():
        pass


def _work(app: Flask, names: Iterable[str], looks: Looks | None, jobs: Jobs | None = None) -> None:
    show_life(app)
    _round(app, names, looks, jobs)
    with app.app_context():
        ended = Heartbeat(name=WORK_ENDED, at=clock.machine_time())
        _written("end of the work", lambda session: session.merge(ended))


def run_until_stopped(app: Flask) -> None:
    """Work until SIGINT or SIGTERM; what is under way is finished first."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with at_work(app, stop):
        stop.wait()


@contextmanager
def at_work(app: Flask, stop: threading.Event) -> Iterator[None]:
    """The clock works while what stands inside goes on."""
    show_life(app)
    scheduler = BackgroundScheduler(timezone="UTC")
    for line in lines(app, stop):
        scheduler.add_job(
            line.round,
            "interval",
            name=line.name,
            seconds=line.seconds,
            next_run_time=clock.machine_time(),
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
    scheduler.start()
    try:
        yield
    finally:
        stop.set()
        scheduler.shutdown(wait=True)
