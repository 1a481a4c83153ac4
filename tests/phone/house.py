"""The practice's computer as a phone sees it: it can be gone, and its answers can get lost."""

from collections import Counter
from socket import SHUT_RDWR
from threading import Condition, Event, Thread
from typing import Any

from flask import Flask
from werkzeug.serving import BaseWSGIServer, make_server

from tests.waiting.patience import PATIENCE
from tests.waiting.ports import free_port

SYNC = "/api/v1/sync/entries"


class House:
    """A server that a test can stop and start again at the same address."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.port = free_port()
        self.lost: set[str] = set()  # paths whose answers get lost on the way
        self.asked: Counter[str] = Counter()
        self.sent: Counter[str] = Counter()  # bytes by path, headers left out
        self.answers = Event()  # while it is not set, whoever asks has to wait
        self.answers.set()
        self.server: BaseWSGIServer | None = None
        self.came = Condition()
        self.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Answer at the same address as before."""
        self.server = make_server("127.0.0.1", self.port, self._answer, threaded=True)
        self.thread = Thread(target=self.server.serve_forever, args=(0.02,), daemon=True)
        self.thread.start()

    def stop(self) -> None:
        """Be as good as gone: nothing listens."""
        self.answers.set()
        if self.server is not None:
            self.server.shutdown()
            self.thread.join()
            self.server.server_close()
            self.server = None

    def until_asked(self, path: str, times: int) -> None:
        """Wait until somebody has asked for a path so many times."""
        with self.came:
            assert self.came.wait_for(lambda: self.asked[path] >= times, timeout=PATIENCE)

    def _answer(self, environ: dict[str, Any], start_response: Any) -> Any:
        path = environ["PATH_INFO"]
        with self.came:
            self.asked[path] += 1
            self.came.notify_all()
        self.answers.wait()
        answer = list(self.app(environ, start_response))
        self.sent[path] += sum(map(len, answer))
        if path in self.lost:
            # It was worked on, and stored.
            environ["werkzeug.socket"].shutdown(SHUT_RDWR)
            raise ConnectionAbortedError("the answer got lost on the way")
        return answer
