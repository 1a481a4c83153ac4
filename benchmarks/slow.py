"""Slow connections beside somebody who asks for the red-flag page: `python -m benchmarks.slow`.

Each server is started on an empty real database of its own. Then ten (and a hundred) connections
of each kind are held open: request headers that come a byte every four seconds, a form's body that
does, answers that are read a byte every four seconds. Meanwhile somebody asks for /red-flags again
and again, over a new connection each time.
"""

import argparse
import http.client
import os
import re
import shlex
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from config import ROOT

PACE = 4.0  # seconds between two bytes of a slow connection
PATIENCE = 8.0  # seconds after which whoever asks gives up
BREATH = 0.25  # seconds between two questions
BIG_ANSWERS = 100  # asked for at once on a connection that hardly reads
KINDS = ("headers", "body", "reading")
BEFORE = (
    "{python} -m gunicorn --workers=1 --threads=8 --worker-class=gthread --graceful-timeout=5 "
    "--log-level=warning --no-control-socket --bind=127.0.0.1:{port} wsgi:app"
)
NOW = "{python} -m flask --app wsgi web"
SERVERS = {"before: gunicorn, 8 threads": BEFORE, "now: homecare's own": NOW}


@dataclass(frozen=True)
class Asked:
    """What happened to those who asked for the red-flag page while something was held open."""

    held: str
    still_open: int
    answered: list[float]
    unanswered: int


class Slow:
    """Connections of one kind, each of which moves a byte every four seconds."""

    def __init__(self, kind: str, count: int, port: int) -> None:
        self.kind = kind
        self.stylesheet = stylesheet_of(port) if kind == "reading" else ""
        self.sockets = [self._opened(port) for _ in range(count)]
        self.moved = time.monotonic()

    def _opened(self, port: int) -> socket.socket:
        connection = socket.socket()
        if self.kind == "reading":
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.settimeout(PATIENCE)
        connection.connect(("127.0.0.1", port))
        connection.setblocking(False)
        connection.send(_beginning(self.kind, self.stylesheet))
        return connection

    def move(self) -> None:
        """A byte more on each, when four seconds have passed."""
        if time.monotonic() - self.moved < PACE:
            return
        self.moved = time.monotonic()
        for connection in self.sockets:
            with suppress(OSError):
                connection.recv(1) if self.kind == "reading" else connection.send(b"a")

    def still_open(self) -> int:
        """How many the server has not ended."""
        return sum(map(_is_open, self.sockets))

    def close(self) -> None:
        """End them all."""
        for connection in self.sockets:
            connection.close()


def _beginning(kind: str, stylesheet: str) -> bytes:
    if kind == "headers":
        return b"GET /red-flags HTTP/1.1\r\nHost: a\r\nX-Slow: "
    if kind == "body":
        form = b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 900\r\n\r\n"
        return b"POST /sign-in HTTP/1.1\r\nHost: a\r\n" + form + b"email=a"
    return b"GET %s HTTP/1.1\r\nHost: a\r\n\r\n" % stylesheet.encode() * BIG_ANSWERS


def _is_open(connection: socket.socket) -> bool:
    try:
        return bool(connection.recv(1, socket.MSG_PEEK))
    except BlockingIOError:
        return True
    except OSError:
        return False


def stylesheet_of(port: int) -> str:
    """The address of the app's stylesheet: long, and nobody has to make it."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.request("GET", "/red-flags")
    found = re.search(r'href="(/static/[^"]+\.css)"', connection.getresponse().read().decode())
    connection.close()
    if found is None:
        raise SystemExit("the red-flag page names no stylesheet")
    return found[1]


def ask(port: int) -> float | None:
    """Seconds until the red-flag page is there; None where nobody answered."""
    began = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", "/red-flags")
        answer = connection.getresponse()
        whole = b"</html>" in answer.read()
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
    return time.perf_counter() - began if answer.status == 200 and whole else None


def watch(port: int, kind: str, count: int, seconds: float) -> Asked:
    """Ask for so many seconds while `count` connections of that kind are held open."""
    slow = Slow(kind, count, port)
    try:
        answers = []
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            time.sleep(BREATH)
            slow.move()
            answers.append(ask(port))
        answered = [took for took in answers if took is not None]
        held = f"{count} {kind}" if count else "none"
        return Asked(held, slow.still_open(), answered, len(answers) - len(answered))
    finally:
        slow.close()


def processes(pid: int) -> list[int]:
    """A process and everything it started."""
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(below for child in listed for below in processes(int(child)))]


def memory(pid: int) -> float:
    """Megabytes that a process and its children hold, shared pages counted once (PSS)."""
    kilobytes = 0
    for one in processes(pid):
        for line in Path(f"/proc/{one}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                kilobytes += int(line.split()[1])
    return kilobytes / 1024


def cpu(pid: int) -> float:
    """Seconds of CPU that a process and its children have used."""
    ticks = 0
    for one in processes(pid):
        fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def cost(pid: int, port: int, requests: int = 300) -> float:
    """CPU milliseconds of the server for one red-flag page."""
    before = cpu(pid)
    for _ in range(requests):
        ask(port)
    return (cpu(pid) - before) / requests * 1000


@contextmanager
def running(command: str) -> Iterator[tuple[int, int]]:
    """Start a server on a database of its own; yields its process id and its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "HOMECARE_INSTANCE": folder, "PORT": str(port)}
        words = shlex.split(command.format(python=sys.executable, port=port))
        flask = [sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"]
        subprocess.run(flask, cwd=ROOT, env=environment, check=True, capture_output=True)
        server = subprocess.Popen(words, cwd=ROOT, env=environment, start_new_session=True)
        try:
            while ask(port) is None:
                if server.poll() is not None:
                    raise SystemExit(f"{command} has ended by itself")
                time.sleep(0.1)
            yield server.pid, port
        finally:
            server.terminate()
            with suppress(subprocess.TimeoutExpired):
                server.wait(20)
            with suppress(ProcessLookupError):
                os.killpg(server.pid, signal.SIGKILL)


def tell(name: str, asked: Asked) -> None:
    """One line of the table."""
    middle = f"{statistics.median(asked.answered) * 1000:.0f}" if asked.answered else "–"
    slowest = f"{max(asked.answered) * 1000:.0f}" if asked.answered else "–"
    print(f"| {name} | {asked.held} | {asked.still_open} | {len(asked.answered)} | "
          f"{asked.unanswered} | {middle} | {slowest} |", flush=True)  # fmt: skip


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.slow", description=__doc__)
    parser.add_argument("--server", action="append", metavar="NAME=COMMAND",
                        help="another server; {python} and {port} are filled in")  # fmt: skip
    parser.add_argument("--connections", type=int, nargs="+", default=[10, 100])
    parser.add_argument("--seconds", type=float, default=9, help="for each kind and number (9)")
    words = parser.parse_args()
    servers = dict(one.split("=", 1) for one in words.server) if words.server else SERVERS
    print("| server | held open | still open | answered | not | median ms | slowest ms |")
    print("|---|---|---|---|---|---|---|", flush=True)
    for name, command in servers.items():
        with running(command) as (pid, port):
            tell(name, watch(port, "headers", 0, 3))
            spent = cost(pid, port)
            for count in words.connections:
                for kind in KINDS:
                    tell(name, watch(port, kind, count, words.seconds))
            print(f"| {name} | CPU ms a page {spent:.1f}, MB {memory(pid):.0f} | | | | | |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
