"""Web and clock together in the foreground: two processes forked from one that has loaded the app,
so that it is loaded once and its memory is shared; they are ended together."""

import errno
import gc
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.context import ForkProcess
from multiprocessing.queues import SimpleQueue
from pathlib import Path
from types import FrameType
from typing import Any, TypeVar

from homecare.serving import alone, lifeline

PATIENCE_SECONDS = 15
FORKED = get_context("fork")
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

Work = Callable[[], None]
Answer = TypeVar("Answer")


class PortTakenError(RuntimeError):
    """Somebody listens on the port already; the message says what to do."""


def serve(
    works: Mapping[str, Work], listening: socket.socket | None, greeting: str = "", ready: str = ""
) -> int:
    """Run each of the works in a process of its own, until Ctrl-C or SIGTERM, or until one of them
    ends; answers the exit status.

    `greeting` is said before they are started, `ready` once pages are answered at the socket, which
    is left to the works; workers have none. No database connection may be open.
    """
    address = listening.getsockname() if listening else ("", 0)
    with stop_signals() as stopping, _lifeline() as ends:
        _say(greeting)
        gc.collect()
        gc.freeze()  # what was loaded is written to by nobody, and so stays shared
        children = [_start(name, work, ends) for name, work in works.items()]
        if listening:
            listening.close()  # with the last that answers, nobody is let in any more
        while not stopping and all(child.exitcode is None for child in children):
            if ready and _answers(*address[:2]):
                _say(ready)
                ready = ""
            time.sleep(0.05 if ready else 0.2)
        ended = None if stopping else next(c for c in children if c.exitcode is not None)
        if ended is not None:
            print(  # noqa: T201 (to whoever looks after the server)
                f"homecare stops: its {ended.name} has ended by itself (status {ended.exitcode}).",
                file=sys.stderr, flush=True,
            )  # fmt: skip
        _end(children)
    return 0 if ended is None else 1


def apart(work: Callable[[], Answer]) -> Answer:
    """Do something that `serve` follows in a process of its own, to its end.

    Libraries start threads to work with, the typesetter for one, and a fork takes none along: in
    the children of a process that has used one, whoever waits for a thread would wait for ever. No
    database connection may be open. What ends badly ends this process in the same way.
    """
    answered = FORKED.SimpleQueue()
    with _lifeline() as ends:
        child = FORKED.Process(target=_answer, args=(work, answered, ends))
        child.start()
        child.join()
    if child.exitcode:
        sys.exit(child.exitcode)
    answer: Answer = answered.get()
    return answer


def _answer(work: Callable[[], Any], answered: SimpleQueue[Any], ends: tuple[int, int]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C reaches the parent too, which says so
    _tie(ends)
    answered.put(work())


def _say(words: str) -> None:
    if words:
        print(words, flush=True)  # noqa: T201 (to whoever started it)


def _answers(bind: str, port: int) -> bool:
    """Whether somebody answers there by now; the socket is there before anybody does."""
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(bind, bind)  # noqa: S104 (as it was bound)
    with suppress(OSError), socket.create_connection((here, port), timeout=1) as asked:
        asked.sendall(b"GET /readyz HTTP/1.0\r\n\r\n")
        return bool(asked.recv(1))
    return False


def _start(name: str, work: Work, ends: tuple[int, int]) -> ForkProcess:
    """Fork it. Nobody may ask it to stop before it can listen: it would not hear."""
    child = FORKED.Process(target=_run, name=name, args=(name, work, ends))
    before = signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)
    try:
        child.start()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    return child


def _run(name: str, work: Work, ends: tuple[int, int]) -> None:
    """What a child does. Ctrl-C reaches all of them, and is left to the parent until the work
    listens by itself: one that is only starting would end with a long complaint."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for number in STOPPING[1:]:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)
    with suppress(OSError):  # Linux alone has it: so `ps` tells the processes apart
        Path("/proc/self/comm").write_text(f"homecare {name}"[:15])
    _tie(ends)
    work()


def _tie(ends: tuple[int, int]) -> None:
    """Let a child end with its parent, and hold nothing that is its parent's."""
    reading, writing = ends
    os.close(writing)
    lifeline.follow(reading)
    alone.leave_to_parent()


@contextmanager
def _lifeline() -> Iterator[tuple[int, int]]:
    """Yields both ends of a pipe; the reading one ends when no process holds the other any more,
    which is this one alone."""
    reading, writing = os.pipe()
    try:
        yield reading, writing
    finally:
        os.close(reading)
        os.close(writing)


def check_port(bind: str, port: int, begun_by: str) -> None:
    """Raises PortTakenError where nobody can listen on that address and port; `begun_by` is what
    was typed."""
    try:
        kind, _, _, _, address = socket.getaddrinfo(bind, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            said = f"can't listen on {bind}, port {port}: {error.strerror}"
            raise PortTakenError(said) from error
        raise PortTakenError(
            f"port {port} is taken; choose another one, like PORT={_beside(port)} {begun_by}"
        ) from error


def _beside(port: int) -> int:
    return port + 1 if port < 65535 else port - 1


@contextmanager
def stop_signals() -> Iterator[list[int]]:
    """Yields a list that fills when somebody asks to stop."""
    asked: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        asked.append(number)

    before = {number: signal.signal(number, stop) for number in STOPPING}
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _end(children: list[ForkProcess]) -> None:
    """Ask every child to stop, then insist."""
    for child in children:
        child.terminate()
    deadline = time.monotonic() + PATIENCE_SECONDS
    for child in children:
        child.join(max(0.1, deadline - time.monotonic()))
        if child.exitcode is None:
            child.kill()
            child.join()
