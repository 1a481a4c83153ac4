"""A small proxy in front of several web servers, as nginx or Caddy stand there.

It gives each request to the next server that takes a connection. What was sent and not answered is
a failure of the proxy's (502): it may have been stored, so that only who sent it may send it again.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException, HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count

PATIENCE = 30  # seconds, for an answer
NOT_ON = {"connection", "transfer-encoding", "server", "date"}


class Proxy(ThreadingHTTPServer):
    """Listens on a port of this machine; `failed` counts what no server answered."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, ports: Sequence[int]) -> None:
        super().__init__(("127.0.0.1", 0), _Passing)
        self.ports, self.turns = list(ports), count()
        self.answered, self.failed = 0, 0
        self.lock = threading.Lock()

    def pass_on(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> HTTPResponse:
        """The answer of the first that takes a connection. Raises OSError where none does."""
        start = next(self.turns)
        for turn in range(len(self.ports)):
            port = self.ports[(start + turn) % len(self.ports)]
            connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
            try:
                connection.connect()
            except OSError:
                continue
            connection.request(method, path, body or None, headers)
            return connection.getresponse()
        raise ConnectionRefusedError


class _Passing(BaseHTTPRequestHandler):
    server: Proxy

    def do_GET(self) -> None:
        self._pass_on()

    def do_POST(self) -> None:
        self._pass_on()

    def log_message(self, *_: object) -> None:
        """Nothing: the tests say what went wrong."""

    def _pass_on(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {**dict(self.headers.items()), "X-Forwarded-For": "127.0.0.1"}
        try:
            answer = self.server.pass_on(self.command, self.path, body, headers)
            content = answer.read()
        except (OSError, HTTPException):
            with self.server.lock:
                self.server.failed += 1
            self.send_error(502)
            return
        with self.server.lock:
            self.server.answered += 1
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in NOT_ON:
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)


@contextmanager
def proxy_before(ports: Sequence[int]) -> Iterator[Proxy]:
    """Run one; yields it."""
    proxy = Proxy(ports)
    thread = threading.Thread(target=proxy.serve_forever, daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        proxy.shutdown()
        proxy.server_close()
        thread.join()
