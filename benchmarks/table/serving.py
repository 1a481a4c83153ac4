"""Web servers that run while they are measured, and visitors who ask them."""

import gzip
import os
import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.table.kernel import spent

PATIENCE = 300  # seconds; a busy machine starts slowly
IDLE = 1  # seconds; gunicorn lets go of a connection after two
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: its status, its bytes unpacked, and those on the wire."""

    status: int
    body: bytes
    wire: int

    @property
    def text(self) -> str:
        """The page."""
        return self.body.decode()


class Visitor:
    """Somebody's browser: one kept connection, its cookies, and the token of its forms."""

    def __init__(self, port: int, pid: int) -> None:
        self.pid, self.token = pid, ""
        self.record, self.file = "", ""  # of a phone whose record; a file that its pages name
        self.connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self.cookies: dict[str, str] = {}
        self.at = 0.0  # when it asked last

    def ask(self, method: str, path: str, body: bytes = b"", kind: str = FORM) -> Answer:
        """Send one request, as a browser would."""
        if time.monotonic() - self.at > IDLE:
            self.connection.close()  # opened anew by itself
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookies, "Accept-Encoding": "gzip", "X-CSRFToken": self.token}
        if body:
            headers["Content-Type"] = kind
        self.connection.request(method, path, body or None, headers)
        answer = self.connection.getresponse()
        sent = answer.read()
        self.at = time.monotonic()
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        packed = answer.headers.get("Content-Encoding") == "gzip"
        return Answer(answer.status, gzip.decompress(sent) if packed else sent, len(sent))

    def get(self, path: str) -> Answer:
        """Open a page."""
        answer = self.ask("GET", path)
        if answer.status != 200:
            raise RuntimeError(f"{path} answers {answer.status}")
        return answer

    def send(self, path: str, **fields: object) -> Answer:
        """Send a form."""
        fields["csrf_token"] = self.token
        answer = self.ask("POST", path, urlencode(fields).encode())
        if answer.status not in (200, 302, 303):
            raise RuntimeError(f"{path} answers {answer.status}: {answer.text[:300]}")
        return answer

    def sign_in(self, email: str, password: str, page: str) -> None:
        """Sign in, and keep the token of a page that has a form."""
        self.learn("/sign-in")
        self.send("/sign-in", email=email, password=password)
        self.learn(page)

    def learn(self, page: str) -> None:
        """Keep the token of the forms on a page."""
        found = TOKEN.search(self.get(page).text)
        if found is None:
            raise RuntimeError(f"{page} has no form with a token")
        self.token = found[1]

    def cost(self, times: int, *, of: Callable[["Visitor"], object]) -> float:
        """CPU milliseconds of the server for one request, asked for so many times."""
        before = sum(spent(self.pid))
        for _ in range(times):
            of(self)
        return (sum(spent(self.pid)) - before) / times * 1000


@contextmanager
def running(
    command: Sequence[str], tree: Path, environment: Mapping[str, str], port: int, page: str = "/"
) -> Iterator[int]:
    """A server, once it answers at a page; yields its process."""
    process = subprocess.Popen(command, cwd=tree, env=dict(environment), start_new_session=True,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
    try:
        until = time.monotonic() + PATIENCE
        while not answers(port, page):
            if process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"it does not serve: {' '.join(command)}")
            time.sleep(0.02)
        yield process.pid
    finally:
        process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            process.wait(20)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def answers(port: int, page: str) -> bool:
    """Whether a server answers at that page, whatever it says but a fault of its own."""
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", page)
        return connection.getresponse().status < 500
    except OSError:
        return False
    finally:
        connection.close()
