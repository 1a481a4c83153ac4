"""Runs inside either build, on agreed names alone: its statements, and its ticks.

`python inside.py statements EMAIL PASSWORD PAGE …` prints how many each page sends, as JSON;
`python inside.py ticks MODULE TIMES` the milliseconds and statements of one tick of the clock;
`python inside.py batches EMAIL PASSWORD MANY` what each of so many batches of one day costs;
`python inside.py night MODULE DAY` judges the night of a day, also of one to come.
"""

import importlib
import json
import re
import sys
import time
from datetime import date
from statistics import median
from typing import Any
from uuid import uuid4

from flask.testing import FlaskClient
from sqlalchemy import Engine, event
from werkzeug.test import TestResponse

from homecare import clock
from homecare.extensions import db
from wsgi import app

ENTRIES, ZONE = 10, "Europe/London"
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


def signed_in(email: str, password: str) -> FlaskClient:
    """Somebody's browser."""
    visitor = app.test_client()
    form = TOKEN.search(visitor.get("/sign-in").text)
    assert form is not None
    fields = {"email": email, "password": password, "csrf_token": form[1]}
    visitor.post("/sign-in", data=fields)
    return visitor


def _json(answer: TestResponse) -> dict[str, Any]:
    told = answer.json
    assert told is not None
    return dict(told)


def batches(email: str, password: str, many: str) -> list[float]:
    """CPU milliseconds of each batch of one day, in which a phone corrects a score ten times."""
    phone, spent, before = signed_in(email, password), [], None
    told = _json(phone.get("/api/v1/sync/token"))
    for at in range(int(many)):
        entries = []
        for number in range(ENTRIES):
            entries.append({
                "id": str(uuid4()), "seq": at * ENTRIES + number, "supersedes": before,
                "op": "amend" if before else "log", "kind": "pain", "programme_version": None,
                "zone": ZONE, "local_date": clock.today(ZONE).isoformat(),
                "done_at": clock.now().isoformat(), "body": {"leg": number, "back": 3},
            })  # fmt: skip
            before = entries[-1]["id"]
        batch = {"owner": told["owner"], "device": "bench", "entries": entries,
                 "sent_at": clock.now().isoformat()}  # fmt: skip
        headers, began = {"X-CSRFToken": told["csrf_token"]}, time.process_time()
        answer = phone.post("/api/v1/sync/entries", json=batch, headers=headers)
        spent.append((time.process_time() - began) * 1000)
        assert {one["status"] for one in _json(answer)["results"]} == {"stored"}
    return spent


def statements(counted: Counted, email: str, password: str, *pages: str) -> dict[str, int]:
    """How many statements each page sends to somebody who has seen it before."""
    visitor = signed_in(email, password)
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


def night(module: str, day: str) -> dict[str, int]:
    """A night, once: `flask job run` refuses days to come, which would be closed by it."""
    assess, on = importlib.import_module(module).assess, date.fromisoformat(day)
    with app.app_context():
        return {"done": assess(db.session(), app.config["SETTINGS"], clock.now(), on)}


def main(what: str, *words: str) -> None:
    """Print what was asked for."""
    counted = Counted()
    if what == "batches":
        print(json.dumps(batches(*words)))
    elif what == "night":
        print(json.dumps(night(*words)))
    elif what == "ticks":
        print(json.dumps(ticks(counted, words[0], int(words[1]))))
    else:
        print(json.dumps(statements(counted, *words)))


if __name__ == "__main__":
    main(*sys.argv[1:])
