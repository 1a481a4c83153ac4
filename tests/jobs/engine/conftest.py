"""The clock that lets workers do the work, and a worker that works the queue off."""

import asyncio
from datetime import datetime, timedelta
from functools import partial

import pytest
import time_machine
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from homecare import clock as app_clock
from homecare.extensions import db
from homecare.jobs.engine import queue, worker
from homecare.jobs.engine.deferring import DEFERRED
from homecare.jobs.table import Work

ORDER = ("mend", "recount", "assess", "assess-again", "urgent-again", "weekly-emails", "reminders",
         "check-ins", "monthly-emails", "audit", "urgent-mail", "send-mail")  # fmt: skip


class House:
    """A clock and workers on one queue, each of which does a round when it is told to."""

    def __init__(self, app: Flask, travel: time_machine.Traveller) -> None:
        self._app, self._travel = app, travel
        self.lose_the_queue()
        self.prepare()

    def at(self, moment: datetime) -> None:
        """Move the time of clock and workers."""
        self._travel.move_to(moment)

    def later(self, minutes: float) -> None:
        """Let so much time pass."""
        self.at(app_clock.now() + timedelta(minutes=minutes))

    def clock(self, *names: str) -> int:
        """A round of the clock; answers how many pieces it lets wait."""
        with self._app.app_context():
            settings = self._app.config["SETTINGS"]
            work = Work(db.session(), settings, app_clock.now(), demonstration=False)
            done = sum(DEFERRED[name](work) for name in names or ORDER)
            db.session.remove()
        return done

    def work_off(self) -> None:
        """A worker does all that waits."""
        with self._app.app_context():
            opened = queue.opened(db.engine, partial(worker.do, self._app))
        asyncio.run(_work_off(opened))

    def rounds(self, most: int = 6) -> None:
        """Clock and workers until nothing is due."""
        for _ in range(most):
            if not self.clock():
                return
            self.work_off()
        raise AssertionError("there is always something due")

    def queued(self) -> list[tuple[str, str]]:
        """The queue and the state of whatever is in it."""
        found = "SELECT queue_name, status::text FROM procrastinate.procrastinate_jobs ORDER BY id"
        return [tuple(row) for row in self._execute(found)]

    def lose_the_queue(self) -> None:
        """As a restore does, which brings no queue."""
        self._execute("DROP SCHEMA IF EXISTS procrastinate CASCADE")

    def prepare(self) -> None:
        """As clock and worker do when they start."""
        with self._app.app_context():
            queue.prepare(db.engine)

    def _execute(self, statement: str) -> list[tuple[object, ...]]:
        with self._app.app_context(), db.engine.begin() as connection:
            result = connection.execute(text(statement))
            return [tuple(row) for row in result] if result.returns_rows else []


async def _work_off(opened: object) -> None:
    async with opened.open_async():  # type: ignore[attr-defined]
        await opened.run_worker_async(  # type: ignore[attr-defined]
            wait=False, delete_jobs="always", install_signal_handlers=False, listen_notify=False
        )


@pytest.fixture
def house(app: Flask, session: Session, clock: time_machine.Traveller) -> House:
    """On PostgreSQL alone: SQLite has no queue."""
    return House(app, clock)
