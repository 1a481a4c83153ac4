"""Requests made of chance: an address of the map, a method, an actor, a body; and what comes of it.

Addresses name own rows and foreign ones, forms are those of the pages with boxes spoilt, left out
and added, JSON is sent where forms are meant. After each request the whole database is compared.
"""

import json
import random
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from homecare.accounts.models import Person
from homecare.accounts.sign_in.sign_ins import read_name
from homecare.extensions import limiter
from tests.architecture import world as w
from tests.architecture.matrix import ARGUMENTS, MATRIX
from tests.forms.furnished import ILL, ILL_ADDRESS, TWICE, TWICE_ADDRESS, furnished_world
from tests.forms.test_rubbish import RUBBISH, doors, encoded
from tests.fuzz.rights import NOBODYS, Reach, Rows, everything, overreached, reach_of
from tests.kept import empty_all_tables, run
from tests.kept import everything as as_statements

EACH = 50  # cases on one state of the world
HALF_A_FILE = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n%PDF'
OTHER_METHODS = ("PUT", "PATCH", "DELETE", "TRACE")
KEYS = ("whose", "about", "first", "last", "page", "days", "owner", "record", "who", "next",
        "start", "position", "bias", "diary", "chart", "mail", "x")  # fmt: skip
ACTORS = {**w.ADDRESSES, ILL: ILL_ADDRESS, TWICE: TWICE_ADDRESS,
          w.ANONYMOUS: None, w.NOT_ACCEPTED: None}  # fmt: skip
SAYS_SO = {"jobs.health"}
"""A 503 is what it is for: that this server is not well."""
COUNTERS = tuple(f'INSERT INTO "{table}" ' for table in NOBODYS)
BY_TOKEN = "token"
"""An address with a secret in it: whoever has that may do what it is for, whoever they are."""


@dataclass
class Found:
    """What went wrong, each kind once, with a case that shows it; and what was answered."""

    broken: dict[str, str] = field(default_factory=dict)
    reached_over: dict[str, str] = field(default_factory=dict)
    statuses: Counter[int] = field(default_factory=Counter)
    endpoints: set[str] = field(default_factory=set)


@dataclass
class Case:
    """One request."""

    rule: Rule
    who: str
    method: str
    path: str
    body: bytes = b""
    kind: str = ""

    def __str__(self) -> str:
        return f"{self.who}: {self.method} {self.path} {self.kind} {self.body[:300]!r}"


class Fuzz:
    """A furnished world that is put back as it was every so many cases."""

    def __init__(self, app: Flask, session: Session) -> None:
        self.app, self.session, self.found = app, session, Found()
        self.world = furnished_world(app, session)
        engine: Any = session.get_bind()
        self._lent = engine.raw_connection()
        self._watch: Any = self._lent.driver_connection
        self._lent.detach()  # nobody else gets it, then or later
        self._watch.rollback()
        self._asked = "PRAGMA data_version"
        if engine.dialect.name == "postgresql":
            self._watch.autocommit = True
            self._asked = "SELECT pg_snapshot_xmax(pg_current_snapshot())::text"
        self._rows = as_statements(session)
        self._jars = self.world.browsers()
        self._rules = [r for r in app.url_map.iter_rules() if not r.endpoint.endswith("static")]
        self._map = app.url_map.bind("localhost")
        self._values = self._values_of_map()
        self._forms = self._forms_of_pages()
        self._ids = [key[0] for rows in everything(session).values() for key in rows
                     if isinstance(key[0], UUID)]  # fmt: skip
        self._put_back()

    def _values_of_map(self) -> dict[str, dict[str, Any]]:
        """What the matrix would write into each address: rows of the client, and tokens."""
        return {
            rule.endpoint: {
                name: {**ARGUMENTS, **MATRIX[rule.endpoint].arguments}[name](self.world)
                for name in rule.arguments
            }
            for rule in self._rules
        }

    def _forms_of_pages(self) -> dict[str, list[dict[str, list[str]]]]:
        found: dict[str, list[dict[str, list[str]]]] = defaultdict(list)
        for door in doors(self.world):
            found[door.endpoint].append(door.form.boxes)
        return found

    def _put_back(self) -> None:
        self.session.rollback()
        empty_all_tables(self.session.connection())
        run(self.session.connection(), self._rows)
        self.session.commit()
        self.world._visitors = dict(self._jars)
        self.world._visitors = self.world.browsers()
        self.world._tokens.clear()
        self._reach = {who: reach_of(self.session, at) for who, at in ACTORS.items()}
        self.session.rollback()
        self._before: Rows = everything(self.session)
        self._said = self._all_but_counters()
        self._mark = self._writes()

    def _writes(self) -> Any:
        """Something that is another one after others have written."""
        return str(self._watch.execute(self._asked).fetchone())

    def _all_but_counters(self) -> list[str]:
        """Every row as text, which is read much sooner; counters change at nearly every request
        where the database keeps them, and are anybody's to change."""
        said = as_statements(self.session)
        self.session.commit()
        return [one for one in said if not one.startswith(COUNTERS)]

    def run(self, cases: int, seed: int) -> Found:
        """Send so many; the same seed sends the same."""
        for first in range(0, cases, EACH):
            dice = random.Random(f"{seed}:{first}")
            self._put_back()
            for _ in range(min(EACH, cases - first)):
                self._send(self._case(dice))
        return self.found

    def _case(self, dice: random.Random) -> Case:
        rule = dice.choice(self._rules)
        who = dice.choice(list(ACTORS))
        methods = sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        method = dice.choice(OTHER_METHODS) if dice.random() < 0.03 else dice.choice(methods)
        path = self._path(dice, rule)
        if method == "GET":
            return Case(rule, who, method, path)
        return Case(rule, who, method, path, *self._body(dice, rule, who))

    def _path(self, dice: random.Random, rule: Rule) -> str:
        values = {name: self._argument(dice, name, own)
                  for name, own in self._values[rule.endpoint].items()}  # fmt: skip
        try:
            path = self._map.build(rule.endpoint, values)
        except Exception:
            path = self._map.build(rule.endpoint, self._values[rule.endpoint])
        if dice.random() < 0.4:
            words = self._word(dice).encode("utf-8", "replace").decode()
            path += f"?{dice.choice(KEYS)}={encoded([('', words)]).decode()[1:]}"
        return path

    def _argument(self, dice: random.Random, name: str, own: Any) -> Any:
        luck = dice.random()
        if luck < 0.55:
            return own
        if name.endswith("_id"):
            return dice.choice(self._ids) if luck < 0.9 else uuid4()
        return self._word(dice)

    def _word(self, dice: random.Random) -> str:
        return str(dice.choice(self._ids)) if dice.random() < 0.3 else dice.choice(RUBBISH)

    def _body(self, dice: random.Random, rule: Rule, who: str) -> tuple[bytes, str]:
        boxes = dice.choice(self._forms.get(rule.endpoint) or [{}])
        sent = [(name, dice.choice(values)) for name, values in boxes.items()]
        for _ in range(dice.choice((0, 0, 1, 1, 2, 4))):
            name = dice.choice([name for name, _ in sent] or ["name"])
            sent = [box for box in sent if box[0] != name or dice.random() < 0.2]
            if dice.random() < 0.8:
                sent.append((name, self._word(dice)))
        sent = [box for box in sent if box[0] != "csrf_token"]
        if dice.random() < 0.95:
            sent.append(("csrf_token", self.world.token_of(who)))
        return self._as_sent(dice, sent)

    def _as_sent(self, dice: random.Random, sent: list[tuple[str, str]]) -> tuple[bytes, str]:
        luck = dice.random()
        if luck < 0.1:
            made = json.dumps(dict(sent)) if luck < 0.05 else dice.choice(["[]", "{", "null", "1"])
            return made.encode("utf-8", "surrogatepass"), "application/json"
        if luck < 0.14:
            return HALF_A_FILE, "multipart/form-data; boundary=x"
        return encoded(sent), "application/x-www-form-urlencoded"

    def _send(self, case: Case) -> None:
        with self.app.app_context():
            limiter.reset()
        self.found.endpoints.add(case.rule.endpoint)
        headers = {}
        if case.rule.endpoint.startswith("today.sync") and case.method == "POST":
            headers["X-CSRFToken"] = self.world.token_of(case.who)
        try:
            answer: TestResponse = self.world.visitor(case.who).open(
                case.path, method=case.method, input_stream=BytesIO(case.body),
                content_length=len(case.body), content_type=case.kind, headers=headers,
            )  # fmt: skip
            status = answer.status_code
        except Exception as error:
            status = 500
            self.found.broken.setdefault(f"{case.rule.endpoint}: {error!r}"[:250], str(case))
        self.found.statuses[status] += 1
        if status >= 500 and case.rule.endpoint not in SAYS_SO:
            self.found.broken.setdefault(f"{case.rule.endpoint}: {status}", str(case))
        self._compare(case)

    def _compare(self, case: Case) -> None:
        if (mark := self._writes()) == self._mark:
            return
        self._mark = mark
        if (said := self._all_but_counters()) == self._said:
            return
        self._said = said
        after, reach = everything(self.session), self._reach[case.who]
        if BY_TOKEN not in case.rule.arguments:
            for table in overreached(self._before, after, reach or Reach()):
                self.found.reached_over.setdefault(f"{case.rule.endpoint}: {table}", str(case))
        self._before = after
        # An owner may have let somebody else in again, or ended their place.
        self._reach = {who: self._reach_now(who, known) for who, known in self._reach.items()}

    def _reach_now(self, who: str, before: Reach) -> Reach:
        """Whoever joined, or left, since; whose address changed keeps what they had."""
        try:
            now = reach_of(self.session, ACTORS[who] or self._joined(who))
        except Exception:
            now = before
        self.session.rollback()
        return now

    def _joined(self, who: str) -> str | None:
        """The address of whoever a visitor without one has become, by an invitation."""
        with self.world.visitor(who).session_transaction() as kept:
            name = read_name(kept.get("_user_id", ""))
        known = Person.fs_uniquifier == (name and name.person)
        return self.session.scalar(select(Person.email).where(known))
