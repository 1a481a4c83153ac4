"""A way to PostgreSQL on which the answer to a commit, or the commit itself, gets lost once."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Literal

SOCKET = ".s.PGSQL.5432"


class LossyWay:
    """Hands everything over; `lose` says what becomes of the next commit."""

    def __init__(self, server: Path, here: Path) -> None:
        self._server, self._lost, self._after = server, "", b""
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(here / SOCKET))
        self._listener.listen()
        Thread(target=self._welcome, daemon=True).start()

    def lose(self, what: Literal["commit", "answer"], after: str) -> None:
        """Cut the next connection that says `after` and commits: before it is heard, or after."""
        self._after, self._lost = after.encode(), what

    def end(self) -> None:
        """Let nobody in any more."""
        self._listener.close()

    def _welcome(self) -> None:
        with suppress(OSError):
            while True:
                ours, _ = self._listener.accept()
                theirs = socket.socket(socket.AF_UNIX)
                theirs.connect(str(self._server / SOCKET))
                Thread(target=self._forth, args=(ours, theirs), daemon=True).start()
                Thread(target=self._back, args=(theirs, ours), daemon=True).start()

    def _forth(self, ours: socket.socket, theirs: socket.socket) -> None:
        is_meant = False
        while said := _heard(ours):
            is_meant |= bool(self._lost) and self._after in said
            lost = self._lost if is_meant and b"COMMIT" in said else ""
            if lost:
                self._lost = ""
                _shut(ours)
            if lost != "commit":
                with suppress(OSError):
                    theirs.sendall(said)
        _shut(theirs)

    def _back(self, theirs: socket.socket, ours: socket.socket) -> None:
        while said := _heard(theirs):
            with suppress(OSError):
                ours.sendall(said)
        _shut(ours)


def _heard(one: socket.socket) -> bytes:
    try:
        return one.recv(65536)
    except OSError:
        return b""


def _shut(one: socket.socket) -> None:
    with suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)


@contextmanager
def lossy(url: str) -> Iterator[tuple[str, LossyWay]]:
    """The address of the same database by a way that can lose something, and that way."""
    front, _, folder = url.partition("?host=")
    with TemporaryDirectory(prefix="hc-way-") as here:
        way = LossyWay(Path(folder), Path(here))
        try:
            yield f"{front}?host={here}", way
        finally:
            way.end()
