"""Runs inside either build, on agreed names alone: its statements, and its ticks.

`python inside.py statements EMAIL PASSWORD PAGE …` prints how many each page sends, as JSON;
`python inside.py ticks MODULE TIMES` the milliseconds and statements of one tick of the clock.
"""

import importlib
import json
import re
import sys
import time
from statistics import median
from typing import Any

from sqlalchemy import Engine, event

from wsgi import app

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class Counted:
    """Statements sent since it was asked last."""

    def __init__(self) -> None:
        self.sent = 0
        event.listen(Engine, "before_cursor_execute", self.note)

    def note(self, *_told: Any) -> None:
        """One more."""
        self.sent += 1

    def taken(self) -> int:
        """How many there were; counts anew."""
        sent, self.sent = self.sent, 0
        return sent


def statements(counted: Counted, email: str, password: str, *pages: str) -> dict[str, int]:
    """How many statements each page sends to somebody who has seen it before."""
    visitor = app.test_client()
    form = TOKEN.search(visitor.get("/sign-in").text)
    assert form is not None
    fields = {"email": email, "password": password, "csrf_token": form[1]}
    visitor.post("/sign-in", data=fields)
    found = {}
    for page in pages:
        visitor.get(page)
        counted.taken()
        answer = visitor.get(page)
        assert answer.status_code == 200, answer.status
        found[page] = counted.taken()
    return found


def ticks(counted: Counted, module: str, times: int) -> dict[str, float]:
    """One tick with nothing due: those before it have done what was."""
    tick, spent = importlib.import_module(module).tick, []
    for _ in range(5):
        tick(app)
    counted.taken()
    tick(app)
    sent = counted.taken()
    for _ in range(times):
        began = time.process_time()
        tick(app)
        spent.append(time.process_time() - began)
    return {"milliseconds": median(spent) * 1000, "statements": sent}


def main(what: str, *words: str) -> None:
    """Print what was asked for."""
    counted = Counted()
    if what == "ticks":
        print(json.dumps(ticks(counted, words[0], int(words[1]))))
    else:
        print(json.dumps(statements(counted, *words)))


if __name__ == "__main__":
    main(*sys.argv[1:])
