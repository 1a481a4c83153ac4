"""Web and clock together in the foreground: two child processes, ended together."""

import errno
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

from config import ROOT, Settings

PATIENCE_SECONDS = 15


class PortTakenError(RuntimeError):
    """Somebody listens on the port already; the message says what to do."""


def serve(settings: Settings, bind: str, greeting: str = "", ready: str = "") -> int:
    """Run until Ctrl-C or SIGTERM, or until one of the two ends; answers the exit status.

    `greeting` is said before they are started, `ready` once the pages can be opened.
    """
    environment = {**os.environ, "HOMECARE_DATABASE_URL": settings.database_url}
    with _stop_signals() as stopping, _lifeline() as end:
        _say(greeting)
        children = [
            _start([*words, f"--lifeline={end}"], environment, end)
            for words in (["web", f"--bind={bind}"], ["scheduler"])
        ]
        while not stopping and all(child.poll() is None for child in children):
            if ready and _answers(bind, settings.port):
                _say(ready)
                ready = ""
            time.sleep(0.2)
        ended = None if stopping else next(c for c in children if c.poll() is not None)
        if ended is not None:
            name = "web server" if ended is children[0] else "clock"
            print(  # noqa: T201 (to whoever looks after the server)
                f"homecare stops: its {name} has ended by itself (status {ended.returncode}).",
                file=sys.stderr, flush=True,
            )  # fmt: skip
        _end(children)
    return 0 if ended is None else 1


def _say(words: str) -> None:
    if words:
        print(words, flush=True)  # noqa: T201 (to whoever started it)


def _answers(bind: str, port: int) -> bool:
    """Whether somebody listens there by now."""
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(bind, bind)  # noqa: S104 (as it was bound)
    with suppress(OSError), socket.create_connection((here, port), timeout=1):
        return True
    return False


def _start(
    words: list[str], environment: dict[str, str], lifeline: int
) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "flask", "--app", "wsgi", *words]
    return subprocess.Popen(  # noqa: S603 (our own words)
        command, cwd=ROOT, env=environment, pass_fds=(lifeline,), preexec_fn=_leave_ctrl_c_to_us
    )


def _leave_ctrl_c_to_us() -> None:
    """A terminal sends it to all of them, and one that is still starting would end with a long
    complaint. We end it; once it has started it listens by itself."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextmanager
def _lifeline() -> Iterator[int]:
    """Yields the end of a pipe for children to read: it ends when this process does."""
    reading, writing = os.pipe()
    try:
        yield reading
    finally:
        os.close(reading)
        os.close(writing)


def check_port(bind: str, port: int) -> None:
    """Raises PortTakenError where nobody can listen on that address and port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((bind, port))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise PortTakenError(f"can't listen on {bind}, port {port}: {error}") from error
            raise PortTakenError(
                f"port {port} is taken; choose another one, like PORT={port + 1} make run"
            ) from error


@contextmanager
def _stop_signals() -> Iterator[list[int]]:
    """Yields a list that fills when somebody asks to stop."""
    asked: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        asked.append(number)

    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, stop) for number in numbers}
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _end(children: list["subprocess.Popen[bytes]"]) -> None:
    """Ask every child to stop, then insist."""
    for child in children:
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + PATIENCE_SECONDS
    for child in children:
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
