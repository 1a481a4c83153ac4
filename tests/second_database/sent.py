"""The statements that a test sends, each told by its text: lists are as long as they like in it."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from tempfile import TemporaryFile
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler

OF_ROWS = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")
LIST = re.compile(r"\(\?(?:, \?)+\)")
ROW = r"\((?:[^()]|\([^()]*\))*\)"
ROWS = re.compile(rf"(VALUES {ROW})(?:, {ROW})+")

LOCKING = " /* FOR UPDATE */"

_now: dict[str, int] = {}  # how often each was sent by what runs now


@contextmanager
def apart() -> Iterator[dict[str, int]]:
    """The statements sent meanwhile, and how often; they are nobody else's: what is made once for
    many tests is not of the one that happens to be the first."""
    global _now
    before, _now = _now, {}
    try:
        yield _now
    finally:
        _now = before


class Noting:
    """Looks at every statement from now on. Commands and servers begin as copies of this process,
    which write down what they send."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}  # of every text that was sent
        self._process = os.getpid()
        self._copies = TemporaryFile(buffering=0)  # noqa: SIM115 (as long as the process)
        self._read = 0
        event.listen(Engine, "before_cursor_execute", self._note)
        # SQLite locks no rows and is told of none, so that two statements would look like one.
        SQLiteCompiler.for_update_clause = lambda *_what, **_how: LOCKING

    def of_copies(self) -> list[str]:
        """What copies sent since this was asked last."""
        file = self._copies.fileno()
        more = os.pread(file, os.fstat(file).st_size - self._read, self._read)
        self._read += len(more)
        return more.decode().split()

    def _note(self, _connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        name = self._names.get(statement)
        if name is None:
            name = self._names[statement] = name_of(statement)
        if not name:
            return
        if os.getpid() == self._process:
            _now[name] = _now.get(name, 0) + 1
        else:
            self._copies.write(f"{name}\n".encode())


def name_of(statement: str) -> str:
    """A short name that all have in common who differ in nothing but how many they ask for; none
    of what makes tables or begins and ends something."""
    text = " ".join(statement.split())
    if not text.upper().startswith(OF_ROWS):
        return ""
    alike = ROWS.sub(r"\1", LIST.sub("(?)", text))
    return blake2b(alike.encode(), digest_size=6).hexdigest()
