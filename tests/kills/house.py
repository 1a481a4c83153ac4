"""A process that has loaded homecare and forks web servers, clocks and workers, to be killed.

`python -m tests.kills.house` reads "web", "web PORT", "clock" or "worker" from its input and writes
the process's id. A fork starts in milliseconds, so that a thousand can be killed; it is a process
as any other, with connections of its own.
"""

import os
import signal
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from flask import Flask

import config
from homecare import clock
from homecare.app import create_app
from homecare.clockwork import at_work
from homecare.extensions import limiter
from homecare.jobs import clock_process
from homecare.jobs.engine.pieces import QUEUES
from homecare.serving import webserver

TICKS = 0.2  # seconds: the clock is at work all the time
STALL_SECONDS, RENEWED_EVERY, PART = 5, 0.5, 20
SHIFT = "DRILL_SHIFT"


def main() -> None:
    """Serve until the input ends; then everybody who was started ends, too."""
    settings = config.read()
    if "HOMECARE_TICK_SECONDS" not in os.environ:  # at its usual pace where that is asked for
        settings = replace(settings, tick_seconds=TICKS)
        if settings.workers:
            _be_quick()
    if SHIFT in os.environ:
        _move_time(timedelta(seconds=float(os.environ[SHIFT])))
    app = create_app(settings)
    limiter.enabled = False  # one person sends as much here as only a robot does
    children: set[int] = set()
    print("ready", flush=True)
    for line in sys.stdin:
        if child := os.fork():
            children.add(child)
            print(child, flush=True)
            continue
        os.close(0)
        os.dup2(2, 1)  # what they log is no answer
        _work(app, *line.split())
        os._exit(0)
    for child in children:
        _end(child)


def _work(app: Flask, kind: str, port: str = "") -> None:
    settings: config.Settings = app.config["SETTINGS"]
    if kind == "web":
        webserver.run(app, "127.0.0.1", int(port or settings.port), settings.web_threads)
    elif kind == "clock":
        clock_process.run_until_stopped(app)
    else:
        from homecare.jobs.engine import worker

        worker.run_until_stopped(app, QUEUES)


def _be_quick() -> None:
    """What is left is begun anew within seconds, and nights have many parts."""
    from homecare.jobs.engine import deferring, parts, worker

    limit = timedelta(seconds=STALL_SECONDS)
    deferring.STALL_LIMIT = worker.STALL_LIMIT = deferring.QUEUE_LOST = limit
    at_work.RENEWED_EVERY, parts.SIZE = RENEWED_EVERY, PART


def _move_time(by: timedelta) -> None:
    clock.now = lambda: datetime.now(UTC) + by


def _end(child: int) -> None:
    try:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    except (ProcessLookupError, ChildProcessError):
        pass  # it was killed before


if __name__ == "__main__":
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody stays behind as a zombie
    main()
