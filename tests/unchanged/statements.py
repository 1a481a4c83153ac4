"""The SQL a page sends: how many statements of each verb, which table it names first."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

MAIN = re.compile(r"^\s*(?:INSERT\s+(?:OR \w+ )?INTO|UPDATE)\s+\"?(\w+)|\bFROM\s+\"?(\w+)", re.I)


@contextmanager
def counted() -> Iterator[Counter[str]]:
    """Counts what is sent to any database meanwhile, like `SELECT client` 2."""
    sent: Counter[str] = Counter()

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent[_told(statement)] += 1

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def _told(statement: str) -> str:
    found = MAIN.search(statement)
    verb = (statement.split(None, 1) or ["?"])[0].upper()
    return f"{verb} {found[1] or found[2]}" if found else verb


def in_words(sent: Counter[str]) -> str:
    """One line for a page: all of them, then each kind."""
    kinds = ", ".join(f"{what} {times}" for what, times in sorted(sent.items()))
    return f"{sent.total()}: {kinds}" if kinds else "0"
