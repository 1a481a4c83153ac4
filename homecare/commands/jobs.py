"""`flask job` and `flask diary`: work of the clock, and of the diary, done when it is typed."""

import sys
from datetime import date, datetime, timedelta
from functools import partial

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext

from homecare import clock
from homecare.backups.problems import BackupError
from homecare.busy import in_turn
from homecare.clockwork.failures import Failing, failing, in_words
from homecare.commands.assess import DAY
from homecare.commands.databases import Plainly, need_a_database, settings, stop
from homecare.diary.days import every_episode, rebuild
from homecare.extensions import db
from homecare.jobs.clock_process import run_job
from homecare.jobs.engine.pieces import QUEUES
from homecare.jobs.table import JOBS, OF_PERIODS
from homecare.serving.serve import serve

FIRST_DAY, A_YEAR = date(2000, 1, 1), timedelta(days=366)
OF_NIGHTS = ("assess", "assess-again")
OF_MAILS = ("urgent-again", "weekly-emails", "reminders", "check-ins")
EARLIEST_ZONE = timedelta(hours=14)
"""Where a day begins so long before it does in UTC, it is today already."""

job = AppGroup("job", help="The clock's jobs.")
diary = AppGroup("diary", help="The diary.")


@job.command("run", cls=Plainly)
@click.argument("name", type=click.Choice(list(JOBS)))
@click.option("--on", type=DAY, help="The date to run it for; today without it.")
@with_appcontext
def run(name: str, on: datetime | None) -> None:
    """Run a job once, as the clock would; a piece of work that was done is not done again."""
    need_a_database()
    day: date | None = on.date() if on else None
    if day:
        _need_in_reach(day)
    if name == "backup" and settings().backups is None:
        stop("no backup is made by itself: set HOMECARE_BACKUPS to the folder for them")
    began = clock.now()
    try:
        done = run_job(current_app, name, began, on=day, typed=True)
    except BackupError as error:
        stop(str(error))
    except OSError as error:
        stop(f"{error.filename or name}: {error.strerror or 'the disk failed'}")
    click.echo(f"{name}: {done} done")
    if wrong := _what_failed(name, began):
        stop("; ".join(wrong))


def _what_failed(name: str, began: datetime) -> list[str]:
    """What a job that was typed could not do, as far as that is its business."""
    found = failing(db.session(), OF_PERIODS, began, clock.machine_time())
    if name in OF_NIGHTS:
        return in_words(found._replace(jobs=(), mails=0))
    return in_words(Failing(mails=found.mails)) if name in OF_MAILS else []


def _need_in_reach(day: date) -> None:
    """Every day up to it is closed, and its mail is not written again once it has come."""
    now = clock.now()
    if current_app.config["DEMONSTRATION"]:
        last, said = now.date() + A_YEAR, "one year from now"
    else:
        last, said = (now + EARLIEST_ZONE).date(), "today"
    if not FIRST_DAY <= day <= last:
        stop(f"{day} is out of reach: write a date from {FIRST_DAY} to {said}")


@click.command("worker", cls=Plainly)
@click.option("--concurrency", type=click.IntRange(1, 64), default=1, help="How many processes.")
@click.option("--queues", default=",".join(QUEUES), show_default=True, help="What they do.")
@with_appcontext
def worker(concurrency: int, queues: str) -> None:
    """Do the clock's work until stopped, on PostgreSQL (HOMECARE_JOBS=workers)."""
    need_a_database()
    if not settings().workers:
        stop("the clock does all work; HOMECARE_JOBS=workers, for it too, leaves it to workers")
    wanted = [name.strip() for name in queues.split(",")]
    if unknown := sorted(set(wanted) - set(QUEUES)):
        stop(f"no such queue: {', '.join(unknown)}; there are {', '.join(QUEUES)}")
    from homecare.jobs.engine.worker import run_until_stopped  # noqa: PLC0415 (no other needs it)

    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    db.session.remove()
    db.engine.dispose()
    if concurrency == 1:
        run_until_stopped(app, wanted)
        return
    one = partial(run_until_stopped, app, wanted, concurrency)
    sys.exit(serve({f"worker {n}": one for n in range(1, concurrency + 1)}, None))


@diary.command("rebuild", cls=Plainly)
@with_appcontext
def rebuild_diary() -> None:
    """Work out every diary day again from ledger, programmes and days away."""
    need_a_database()
    # One at a time, so that nobody who writes meanwhile waits for all of them.
    days = sum(
        in_turn(db.session, partial(rebuild, episode_id=one)) for one in every_episode(db.session())
    )
    click.echo(f"{days} days worked out again")
