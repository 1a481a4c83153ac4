"""How the web server treats connections, on a small app and in this process."""

import socket
import threading
from collections.abc import Callable, Iterator
from http.client import HTTPConnection, HTTPResponse
from typing import Any

import pytest

from homecare.desk.library import photos
from homecare.desk.referrals.answers import typed_in
from homecare.serving import webserver
from homecare.serving.webserver import Server
from tests.serving.slow import begun, is_open

BIG = b"x" * 3_000_000
WHOLE = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"


class App:
    """Answers at once with what it was sent, with much at /big, at /held once it is let go."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.came, self.let_go = threading.Event(), threading.Event()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        path = environ["PATH_INFO"]
        self.asked.append(path)
        if path == "/held":
            self.came.set()
            assert self.let_go.wait(60)
        body = BIG if path == "/big" else environ["wsgi.input"].read()
        seen = environ.get("HTTP_X_FORWARDED_FOR", "")
        start_response("200 OK", [("Content-Length", str(len(body))), ("X-Seen", seen)])
        return [body]


class Served:
    """A server of two threads, turning in a thread of its own until it is stopped."""

    def __init__(self) -> None:
        self.app = App()
        self.server: Server = webserver.make_server(self.app, "127.0.0.1", 0, threads=2)  # type: ignore[arg-type]
        self.port = int(self.server.effective_port)
        self.looked = threading.Semaphore(0)
        self.over = False
        self.thread = threading.Thread(target=self._turn)
        self.thread.start()

    def _turn(self) -> None:
        while not self.over:
            webserver._turn(self.server)
        webserver._part(self.server)

    def stop(self) -> None:
        """Ask it to stop, as a signal does; it parts once what is under way is done."""
        self.over = True
        self.server.pull_trigger()

    def ask(self, method: str = "GET", path: str = "/", **more: Any) -> HTTPResponse:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, path, **more)
        return connection.getresponse()


@pytest.fixture
def served() -> Iterator[Served]:
    """A server; stopped after the test, and its thread gone."""
    one = Served()
    yield one
    one.app.let_go.set()
    one.stop()
    one.thread.join(60)
    assert not one.thread.is_alive()


def ended(served: Served, one: socket.socket) -> bool:
    """Waits until the server has ended it; True unless it has not for a minute."""
    name = one.getsockname()
    for _ in range(1200):
        if name not in [other.addr for other in list(served.server.active_channels.values())]:
            return True
        served.thread.join(0.05)  # it turns on; this paces the looking
    return False


@pytest.mark.parametrize(
    ("words", "patience"),
    [
        (b"GET / HTTP/1.1\r\nX-Slow: ", "REQUEST_SECONDS"),
        (b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\na", "REQUEST_SECONDS"),
        (b"", "IDLE_SECONDS"),
        (WHOLE, "IDLE_SECONDS"),
        (b"GET /big HTTP/1.1\r\nHost: a\r\n\r\n" * 3, "ANSWER_SECONDS"),
    ],
)
def test_who_keeps_it_waiting_too_long_is_ended(
    served: Served, monkeypatch: pytest.MonkeyPatch, words: bytes, patience: str
) -> None:
    one = begun(served.port, words)
    assert served.ask().status == 200
    assert is_open(one)
    monkeypatch.setattr(webserver, patience, -1)
    assert ended(served, one)
    assert served.ask().status == 200
    one.close()


def test_a_request_at_work_is_never_ended_for_taking_long(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = begun(served.port, b"GET /held HTTP/1.1\r\nHost: a\r\n\r\n")
    assert served.app.came.wait(60)
    idle = begun(served.port, b"")
    for patience in ("REQUEST_SECONDS", "IDLE_SECONDS", "ANSWER_SECONDS"):
        monkeypatch.setattr(webserver, patience, -1)
    assert ended(served, idle), "it has looked for who waits too long"
    monkeypatch.undo()
    served.app.let_go.set()
    assert one.recv(15) == b"HTTP/1.1 200 OK"
    one.close()


def test_nobody_is_answered_on_before_they_took_the_last_answer(served: Served) -> None:
    greedy = begun(served.port, b"GET /big HTTP/1.1\r\nHost: a\r\n\r\n" * 20)
    for _ in range(5):
        assert served.ask().status == 200
    assert served.app.asked.count("/big") <= 2
    taken = 0
    while taken < 20 * len(BIG):
        taken += len(greedy.recv(1 << 20))
    assert served.app.asked.count("/big") == 20
    greedy.close()


def test_much_that_is_half_sent_makes_room(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webserver, "MOST_WAITING", 150_000)
    sending = b"POST / HTTP/1.1\r\nContent-Length: 900000\r\n\r\n"
    small = begun(served.port, sending + b"x" * 9_000)
    large = begun(served.port, sending + b"x" * 200_000)
    assert ended(served, large)
    assert is_open(small)
    for one in (small, large):
        one.close()


def test_nothing_on_its_way_is_put_on_disk(served: Served) -> None:
    settings = served.server.adj
    assert settings.inbuf_overflow > settings.max_request_body_size
    assert settings.outbuf_overflow > webserver.MOST_WAITING


def test_it_lets_in_whatever_a_page_takes() -> None:
    """A form with four photos, a file with an answer: their pages say what is too large."""
    assert max(photos.MOST_SENT, typed_in.MOST_SENT) < webserver.LARGEST_BODY
    assert webserver.LARGEST_BODY < webserver.MOST_WAITING


def test_asked_to_stop_it_finishes_what_is_under_way(served: Served) -> None:
    one = begun(served.port, b"GET /held HTTP/1.1\r\nHost: a\r\n\r\n")
    assert served.app.came.wait(60)
    served.stop()
    served.app.let_go.set()
    assert one.recv(15) == b"HTTP/1.1 200 OK"
    served.thread.join(60)
    with pytest.raises(ConnectionRefusedError):
        begun(served.port, b"")
    one.close()


def test_it_keeps_to_http(served: Served) -> None:
    head = served.ask("HEAD", "/big")
    assert (head.headers["Content-Length"], head.read()) == (str(len(BIG)), b"")
    assert served.ask("POST", body=iter([b"in ", b"chunks"])).read() == b"in chunks"
    proxied = served.ask(headers={"X-Forwarded-For": "192.0.2.7"})
    assert proxied.headers["X-Seen"] == "192.0.2.7"
    assert proxied.headers["Server"] is None


def test_a_body_is_asked_for_where_somebody_waits_to_send_it(served: Served) -> None:
    one = begun(served.port, b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n"
                             b"Expect: 100-continue\r\n\r\n")  # fmt: skip
    assert one.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
    one.sendall(b"ok")
    assert one.recv(15) == b"HTTP/1.1 200 OK"
    one.close()


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (b"GET / HTTP/1.1\r\nX-Long: " + b"a" * 40_000, b"431"),
        (b"POST / HTTP/1.1\r\nContent-Length: 60000000\r\n\r\n", b"413"),
        (b"POST / HTTP/1.1\r\nContent-Length: two\r\n\r\n", b"400"),
        (b"nonsense\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nHost: .example\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nHost: a..example:80\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nHost: xn--0.example\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nHost: " + b"a" * 64 + b"\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nHost: [::1]:5000\r\n\r\n", b"200"),
        (b"GET / HTTP/1.1\r\nHost: " + b"a" * 63 + b":5000\r\n\r\n", b"200"),
        (b"GET / HTTP/1.1\r\n\r\n", b"200"),
    ],
)
def test_too_much_and_nonsense_are_refused(served: Served, words: bytes, status: bytes) -> None:
    one = begun(served.port, words)
    assert one.recv(12)[9:] == status
    one.close()
