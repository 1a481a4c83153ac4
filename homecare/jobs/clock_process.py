"""The clock process: APScheduler calls `tick` again and again; what is due is in the data."""

import signal
import threading
from datetime import datetime
from uuid import uuid4

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from homecare import clock
from homecare.busy import in_turn, is_busy, let_go
from homecare.clockwork.stops import CLOCK, Sign, beat
from homecare.extensions import db
from homecare.jobs.table import JOBS, Work

log = structlog.get_logger()
PROCESS = uuid4().hex
"""Whose sign of life it is: another process is another one after a stop."""


def tick(app: Flask) -> dict[str, int]:
    """Do whatever is due now; a job that fails is logged and never stops the others."""
    done = {}
    with app.app_context():
        _show_life()  # first: a stop that has just ended is known to every job
        for name in JOBS:
            try:
                done[name] = run_job(app, name, clock.now())
            except Exception as error:
                _log(name, error)
            finally:
                _leave()
        _show_life()
    return done


def _show_life() -> None:
    """Even where it can't be written down: the next tick comes all the same."""
    try:
        sign = Sign(clock.machine_time(), clock.now(), PROCESS)
        in_turn(db.session, lambda session: beat(session, CLOCK, sign))
    except SQLAlchemyError as error:
        _log("heartbeat", error)
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
    work = Work(
        session=db.session(),
        settings=app.config["SETTINGS"],
        now=now,
        demonstration=app.config["DEMONSTRATION"],
        **by_hand,  # type: ignore[arg-type]
    )
    return JOBS[name](work)


def run_until_stopped(app: Flask) -> None:
    """Tick until SIGINT or SIGTERM; the tick that is under way is finished first."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    scheduler = BackgroundScheduler(timezone="UTC")
    scheduler.add_job(
        tick,
        "interval",
        args=[app],
        seconds=app.config["SETTINGS"].tick_seconds,
        next_run_time=clock.machine_time(),
        coalesce=True,
        max_instances=1,
        misfire_grace_time=None,
    )
    scheduler.start()
    stop.wait()
    scheduler.shutdown(wait=True)
