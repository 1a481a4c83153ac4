"""The clock process: APScheduler calls `tick` again and again; what is due is in the data."""

import signal
import threading
from datetime import datetime

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask

from homecare import clock
from homecare.database import transaction
from homecare.extensions import db
from homecare.scheduling.jobs import JOBS, Work
from homecare.scheduling.runs import beat

log = structlog.get_logger()


def tick(app: Flask) -> dict[str, int]:
    """Do whatever is due now; a job that fails is logged and never stops the others."""
    done = {}
    with app.app_context():
        for name in JOBS:
            try:
                done[name] = run_job(app, name, clock.now())
            except Exception as error:
                db.session.rollback()
                log.error("job failed", job=name, error=type(error).__name__)
            finally:
                db.session.remove()
        with transaction(db.session) as session:
            beat(session, "clock", clock.machine_time())
    return done


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
