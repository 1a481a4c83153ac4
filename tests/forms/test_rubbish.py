"""Every form on every page is fed with rubbish, by somebody who may send it.

None answers with a 500, and a form that is refused keeps what was typed into its other boxes. The
forms are found on the pages of the address map; a new one is fed as soon as it stands on a page.
"""

import json
from contextlib import suppress
from dataclasses import dataclass, field
from html import unescape
from typing import Protocol
from urllib.parse import quote_from_bytes

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from homecare.extensions import limiter
from tests.architecture.matrix import MATRIX
from tests.architecture.world import World
from tests.chance import THOROUGH
from tests.forms.found import Found, forms_on
from tests.forms.furnished import furnished_world, ids_elsewhere, pages

pytestmark = pytest.mark.usefixtures("clock")

Boxes = list[tuple[str, str]]
# Eight times as many spoilt forms with HOMECARE_THOROUGH=1.
MANY = 4 if THOROUGH else 0.5
NOBODY = "00000000-0000-0000-0000-000000000000"
RUBBISH = [
    "", " ", "x" * 5000, "\0", "a\0b", "\ud800", "\U0001f600" * 200, "\u202ereversed", "\r\n",
    "²", "٣", "-1", "0", "11", "9" * 30, "1e309", "NaN", "0x10", "1.5", "true", "null", "[]",
    "2026-13-45", "2026-02-30", "0001-01-01", "9999-12-31", "10000-01-01", "2026-02-01T25:61",
    "9999-12-31T23:59", "0001-01-01T00:00", "25:61", NOBODY, NOBODY[:-1], "<b onclick=alert(1)>",
    "'; --", "%00", "{{ 7 * 7 }}", "none", "nobody@", "a@b.example" * 40, "../../etc/passwd",
    "Europe/Nowhere", "knee_rolls:left", "times-21", "times-²",
]  # fmt: skip
# What ends something for whoever comes after it is fed last.
ENDING = (
    "withdraw",
    "strike_visit",
    "move_visit",
    "issue",
    "discharge",
    "mistake",
    "change_role",
    "disable_colleague",
    "sign_out_everywhere",
    "logout",
)
# These stand where nobody of the furnished world comes: they are fed in test_rubbish_at_the_door.
AT_THE_DOOR = {"desk.set_up", "security.reset_password", "today.confirm_address"}
# The first is fed in test_rubbish_from_a_phone; the others, a script's question while a letter is
# written and the form of a letter that was issued, in tests/desk/referrals/test_rubbish_in_letters.
NOT_FORMS = {"today.sync_entries", "desk.room_left", "desk.write_again"}
# Taking back an agreement stands on a page only once there is one: tests/referrals/agreed.
NOT_FORMS |= {"today.take_letter_back"}
# So do what takes back a line of the background and a clearing: tests/desk/client/entered, and
# tests/desk/flags/test_cleared_by_a_slip.
NOT_FORMS |= {"desk.take_back_background", "desk.stand_again_flag", "desk.strike_flag"}
# A button that asks nothing, behind a link in a mail: tests/today/me/test_stopping.
NOT_FORMS |= {"today.stop_this_mail"}
# Taking a week back stands there once one was saved: tests/desk/week/test_taken_back_rubbish.
NOT_FORMS |= {"desk.take_week_back"}
# What is sent about a letter that was issued is fed in tests/letters/test_rubbish_in_answers.
NOT_FORMS |= {f"letters.{name}" for name in ("confirm", "open_letter", "answer", "close")} | {
    f"desk.{name}"
    for name in ("send_letter", "remind_receiver", "end_letter_link", "letter_answer",
                 "read_answers", "ask_contact", "new_start", "answer", "find_for_answer",
                 "move_answer", "strike_answer", "put_answer_back")
}  # fmt: skip
# Those of a second step stand there once somebody has one: tests/accounts/factors.
NOT_FORMS |= {
    f"factors.{name}"
    for name in ("step", "mail_code", "remove_app", "remove_passkey", "new_recovery_codes",
                 "end_device")
}  # fmt: skip
# So does keeping the address one has, once another was asked for.
NOT_FORMS |= {"accounts.keep_address"}


# How WTForms says by itself that a field is not right; nobody is told it in these words.
OF_THE_LIBRARY = (
    "Not a valid", "not a valid choice", "not valid choices", "could not coerce",
    "could not be coerced", "This field is required", "Field must be", "Field cannot be",
    "Number must be", "Invalid input", "Invalid value",
)  # fmt: skip


class Visited(Protocol):
    """Wherever forms stand: somebody's browser, and a token for what it sends."""

    def visitor(self, who: str) -> FlaskClient: ...

    def token_of(self, who: str) -> str: ...


@dataclass
class Door:
    """A form, who sends it, where to, and what came of it."""

    endpoint: str
    who: str
    page: str
    form: Found
    statuses: set[int] = field(default_factory=set)
    broken: dict[str, str] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)
    foreign: set[str] = field(default_factory=set)

    def send(self, world: Visited, boxes: Boxes) -> None:
        """Send the form with these boxes and a good token, and note how it was answered."""
        with world.visitor(self.who).application.app_context():
            limiter.reset()
        sent = [box for box in boxes if box[0] != "csrf_token"]
        sent.append(("csrf_token", world.token_of(self.who)))
        try:
            answer = world.visitor(self.who).post(
                self.form.action,
                data=encoded(sent),
                content_type="application/x-www-form-urlencoded",
            )
        except Exception as error:
            changed = [box for box in boxes if box not in self.form.usual]
            self.broken.setdefault(repr(error)[:200], f"{self.endpoint} with {changed}")
        else:
            self.statuses.add(answer.status_code)
            self.lost |= self.lost_in(answer, boxes)
            self.foreign |= {said for said in OF_THE_LIBRARY if said in unescape(answer.text)}

    def lost_in(self, answer: TestResponse, boxes: Boxes) -> set[str]:
        """What was typed, is refused, and does not stand on the page any more. What was only sent
        as the form was opened with is nobody's typing: what stands now may be in its place."""
        if answer.status_code not in (400, 409, 422):
            return set()
        html, names = unescape(answer.text), [name for name, _ in boxes]
        once = [box for box in boxes if box in self.form.usual and names.count(box[0]) == 1]
        typed = [box for box in once if box[0] in self.form.typed and f'"{box[0]}"' in html]
        return {name for name, value in typed if value not in html and value not in opened(boxes)}

    def read_again(self, world: Visited) -> None:
        """Take the form as it stands on its page now, after others were sent."""
        page = world.visitor(self.who).get(self.page).text
        for form in forms_on(self.page, page):
            if (form.action, set(form.boxes)) == (self.form.action, set(self.form.boxes)):
                self.form = form


def opened(boxes: Boxes) -> set[str]:
    """Every text that a form says it was opened with."""
    knew: set[str] = set()
    for name, value in boxes:
        with suppress(ValueError):
            said = json.loads(value) if name.endswith("opened") else {}
            for one in said.values() if isinstance(said, dict) else ():
                knew |= {str(part) for part in (one if isinstance(one, list) else [one])}
    return knew


def doors(world: World) -> list[Door]:
    """Every form on every page, once for each set of boxes it has; what ends something last."""
    found: dict[tuple[str, str, frozenset[str]], Door] = {}
    rules = world.app.url_map.bind("localhost")
    for address, who, page in pages(world):
        for form in forms_on(address, page.text if page.mimetype == "text/html" else ""):
            path = form.action.partition("?")[0].partition("#")[0]
            endpoint, arguments = rules.match(path, method="POST")
            key = (endpoint, str(arguments.get("kind")), frozenset(form.boxes))
            found.setdefault(key, Door(endpoint, who, address, form))
    return sorted(found.values(), key=lambda door: (door.endpoint.endswith(ENDING), door.endpoint))


def encoded(boxes: Boxes) -> bytes:
    """The boxes as a browser sends them, broken characters included."""
    return "&".join(
        "=".join(quote_from_bytes(part.encode("utf-8", "surrogatepass")) for part in box)
        for box in boxes
    ).encode()


def spoilt(form: Found, others: list[str]) -> st.SearchStrategy[Boxes]:
    """The form as it is meant, with one to four of its boxes left out, doubled or spoilt."""
    names = [name for name in form.boxes if name != "csrf_token"] or ["unknown"]
    anything = st.sampled_from([*RUBBISH, *others]) | st.text(max_size=40)
    change = st.tuples(st.sampled_from(names), st.none() | anything, st.booleans())

    def apply(changes: list[tuple[str, str | None, bool]]) -> Boxes:
        boxes = list(form.usual)
        for name, value, double in changes:
            if not double:
                boxes = [box for box in boxes if box[0] != name]
            if value is not None:
                boxes.append((name, value))
        return boxes

    return st.lists(change, min_size=1, max_size=4).map(apply)


def feed(world: Visited, door: Door, others: list[str]) -> None:
    """Send a form empty, then spoilt in many ways: the more boxes it has, the more."""

    @settings(
        max_examples=int(min(20, 4 + len(door.form.boxes)) * MANY),
        deadline=None, database=None,
        derandomize=True, suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(spoilt(door.form, others))
    def try_many(boxes: Boxes) -> None:
        door.send(world, boxes)

    door.read_again(world)
    door.send(world, [])
    try_many()


def nothing_broke(fed: list[Door]) -> None:
    """No error, no 500; what was refused stands on the page still, and is told in our words."""
    assert {how: where for door in fed for how, where in door.broken.items()} == {}
    assert [(door.endpoint, door.lost) for door in fed if door.lost] == []
    assert {door.endpoint: door.statuses for door in fed if max(door.statuses) > 499} == {}
    assert {door.endpoint: door.foreign for door in fed if door.foreign} == {}


def test_no_form_breaks_or_loses_what_was_typed(app: Flask, session: Session) -> None:
    world = furnished_world(app, session)
    others, fed = ids_elsewhere(world), doors(world)
    for door in fed:
        feed(world, door, others)
    nothing_broke(fed)
    posts = {r.endpoint for r in app.url_map.iter_rules() if "POST" in (r.methods or ())}
    assert posts - {door.endpoint for door in fed} - NOT_FORMS == AT_THE_DOOR
    assert posts <= set(MATRIX)


def test_nothing_that_is_looked_for_breaks_a_page(app: Flask, session: Session) -> None:
    world = furnished_world(app, session)
    asked = {
        (who, form.action.partition("?")[0], name)
        for address, who, page in pages(world)
        for form in forms_on(address, page.text if page.mimetype == "text/html" else "", "get")
        for name in form.boxes
    }
    assert ("owner", "/practice/audit", "last") in asked
    answered = {
        (page, name, value): world.visitor(who)
        .get(f"{page}?{encoded([(name, value)]).decode()}")
        .status_code
        for who, page, name in sorted(asked)
        for value in RUBBISH
    }
    assert {which: status for which, status in answered.items() if status > 499} == {}


def test_a_form_of_more_than_a_megabyte_is_refused(app: Flask, session: Session) -> None:
    world = furnished_world(app, session)
    visitor = world.visitor("owner")
    assert visitor.post("/clients/new", data={"findings": "x" * 1_100_000}).status_code == 413


@pytest.mark.parametrize("body", [{"name": 12, "kind": "gp"}, ["name"], 12])
def test_a_page_takes_a_form_and_no_json(app: Flask, session: Session, body: object) -> None:
    """Flask-WTF would fill the form from it, numbers and all (findings/flask-wtf-json-types.sh)."""
    world = furnished_world(app, session)
    answer = world.visitor("owner").post("/practice/contacts/new", json=body)
    assert answer.status_code == 415
    assert "We could not read that" in answer.text
