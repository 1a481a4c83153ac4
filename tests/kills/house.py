"""A process that has loaded homecare and forks its web server and its clock, to be killed.

`python -m tests.kills.house` reads "web" or "clock" from its input and writes the process's id. A
fork starts in milliseconds, so that a thousand can be killed; it is a process as any other, with
connections of its own.
"""

import os
import signal
import sys
from dataclasses import replace

import config
from homecare.app import create_app
from homecare.extensions import limiter
from homecare.jobs.clock_process import run_until_stopped
from homecare.serving import webserver

TICKS = 0.2  # seconds: the clock is at work all the time


def main() -> None:
    """Serve until the input ends; then everybody who was started ends, too."""
    settings = replace(config.read(), tick_seconds=TICKS)
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
        if line.strip() == "web":
            webserver.run(app, "127.0.0.1", settings.port, settings.web_threads)
        else:
            run_until_stopped(app)
        os._exit(0)
    for child in children:
        _end(child)


def _end(child: int) -> None:
    try:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    except (ProcessLookupError, ChildProcessError):
        pass  # it was killed before


if __name__ == "__main__":
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody stays behind as a zombie
    main()
