"""A worker: takes pieces of work out of the queue, and does them by the functions that the clock
would do them by."""

import asyncio
import signal
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from uuid import UUID

import procrastinate
import structlog
from flask import Flask
from sqlalchemy import delete
from sqlalchemy.orm import Session
from structlog.contextvars import bound_contextvars

from homecare import clock
from homecare.busy import in_turn, is_busy, let_go, shared_by
from homecare.clockwork.at_work import at_work
from homecare.clockwork.failures import keep_outcome
from homecare.clockwork.models import Run
from homecare.clockwork.once_a_period import AT_ONCE
from homecare.clockwork.runs import Claimed, begin
from homecare.extensions import db
from homecare.jobs import audit, nightly
from homecare.jobs.after import update
from homecare.jobs.engine import parts, queue
from homecare.jobs.engine.pieces import (
    AUDIT,
    MAIL_QUEUES,
    NIGHT,
    PART,
    RECOUNT,
    ROUND,
    STALL_LIMIT,
    lanes,
)
from homecare.jobs.mail import FULL_ROUND
from homecare.jobs.table import JOBS, Work

SWEPT_EVERY, STALLED_AFTER, AGAIN_AFTER = 30.0, 60.0, 1.0  # seconds
log = structlog.get_logger()


def run_until_stopped(app: Flask, queues: Sequence[str], processes: int = 1) -> None:
    """Work until SIGINT or SIGTERM; the piece that is under way is finished first. `processes`
    work so on this machine, this one among them."""
    with app.app_context():
        queue.prepare(db.engine)
        opened = queue.opened(db.engine, partial(do, app, processes=processes))
        db.engine.dispose()
    asyncio.run(_until_stopped(opened, queues))


async def _until_stopped(app: procrastinate.App, queues: Sequence[str]) -> None:
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    while not stop.is_set():
        try:
            async with app.open_async():
                await _work(app, queues, stop)
        except Exception as error:  # the database is away: it comes back, and so does the worker
            log.warning("worker put off", error=type(error).__name__)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), AGAIN_AFTER)


async def _work(app: procrastinate.App, queues: Sequence[str], stop: asyncio.Event) -> None:
    """Until somebody asks to stop, or the database is lost."""
    tasks = [asyncio.create_task(one) for one in (stop.wait(), _sweep(app))]
    tasks += [asyncio.create_task(_lane(app, one)) for one in lanes([*queues])]
    done, going_on = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in going_on:
        task.cancel()
    await asyncio.gather(*going_on, return_exceptions=True)
    for task in done:
        task.result()


async def _lane(app: procrastinate.App, queues: list[str]) -> None:
    await app.run_worker_async(
        queues=queues,
        concurrency=1,
        delete_jobs="always",  # how a piece ended stands in our own row
        install_signal_handlers=False,
        shutdown_graceful_timeout=0,  # it hears at once that it should end, and is waited for
    )


async def _sweep(app: procrastinate.App) -> None:
    while True:
        await queue.sweep(app, STALLED_AFTER)
        await asyncio.sleep(SWEPT_EVERY)


def do(app: Flask, run_id: UUID, has_to_stop: Callable[[], bool], *, processes: int = 1) -> None:
    """Do one piece, unless somebody is at it or it is over. One that fails is logged, and begun
    anew once its claim lapses: nothing is left to the queue. Every line that is logged meanwhile
    says by its `run` of which piece it is."""
    with app.app_context(), bound_contextvars(run=str(run_id)):
        try:
            begun = in_turn(
                db.session, lambda inside: begin(inside, run_id, clock.now(), STALL_LIMIT)
            )
            if begun is not None:
                _do(app, begun, has_to_stop, processes)
        except Exception as error:
            if is_busy(error):
                log.warning("piece put off", reason="the database is busy")
            else:
                log.error("piece failed", error=type(error).__name__)
            nightly.note_failed(db.session(), run_id, error)
        finally:
            let_go(db.session)
            db.session.remove()


def _do(app: Flask, run: Claimed, has_to_stop: Callable[[], bool], processes: int) -> None:
    work = Work(db.session(), app.config["SETTINGS"], clock.now(), app.config["DEMONSTRATION"])
    if run.kind == ROUND:
        _round(work, run, has_to_stop)
    elif run.kind == NIGHT:
        parts.night(work, run)
    elif run.kind == PART:
        with shared_by(processes):
            parts.part(work, run)
    elif run.kind == AUDIT:
        audit.follow_chains(work.session, work.settings, run.id, work.now)
    elif run.kind == RECOUNT:
        update.recount_practice(work.session, UUID(run.subject), run.id, work.now)


def _round(work: Work, run: Claimed, has_to_stop: Callable[[], bool]) -> None:
    """Again while a whole round was due. Its row goes however it ends: the rest is due still."""
    full = FULL_ROUND if run.subject in MAIL_QUEUES else AT_ONCE
    name, failed = f"{run.subject} (worker)", {}
    try:
        with at_work(work.session, run.id, now=work.now):
            while JOBS[run.subject](_now(work)) >= full and not has_to_stop():
                pass
    except Exception as error:
        failed = {} if is_busy(error) else {name: type(error).__name__}
        raise
    finally:
        let_go(work.session)
        in_turn(work.session, partial(_forget, run_id=run.id))
        keep_outcome(work.session, work.now, {name}, failed)


def _now(work: Work) -> Work:
    return replace(work, now=clock.now())


def _forget(session: Session, run_id: UUID) -> None:
    session.execute(delete(Run).where(Run.id == run_id))
