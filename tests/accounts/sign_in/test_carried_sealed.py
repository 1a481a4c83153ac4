"""A form that waits for its author's sign-in is read by nobody else, and not lost by that."""

import base64
import re
import zlib
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from homecare.clients.models import Visit
from tests.accounts.sign_in.test_given_back import COLLEAGUE, TYPED, end, forms, stored
from tests.desk.browsing import THERAPIST
from tests.make.diary import Care
from tests.make.people import PASSWORD, make_therapist, signed_in, token_on
from tests.make.typed import form_in, form_of, sign_in_on
from tests.today.visiting import words

PAGE_OF_OTHERS = "What was written here is not yours to see"


@pytest.fixture
def waiting(app: Flask, session: Session, care: Care) -> tuple[FlaskClient, TestResponse, str]:
    """A visit was typed, and the sign-in had ended: the page that asks to sign in."""
    page, action, typed = forms(session, care, "visit")
    browser = signed_in(app, THERAPIST)
    address, standing = form_of(browser, page, action)
    end(browser, "cookie gone")
    return browser, browser.post(address, data={**standing, **typed}), address


Waiting = tuple[FlaskClient, TestResponse, str]
pytestmark = pytest.mark.usefixtures("clock")


def carried(answer: TestResponse) -> str:
    found = re.search(r'name="not_saved" value="([^"]+)"', answer.text)
    assert found
    return unescape(found[1])


def every_reading(text: str) -> list[bytes]:
    """A text, and what it may hide: its parts out of base64, and unpacked."""
    readings = [text.encode()]
    for part in re.split(r"[^\w=+/-]", text):
        raw = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
        readings.append(raw)
        for start in range(min(len(raw), 40)):
            try:
                readings.append(zlib.decompress(raw[start:]))
            except zlib.error:
                continue
    return readings


def test_not_a_word_of_it_can_be_read_off_the_page(waiting: Waiting) -> None:
    _, asked, _ = waiting
    assert TYPED not in unescape(asked.text)
    for part in carried(asked).split("."):
        assert all(b"Gluteals" not in reading for reading in every_reading(part))
    assert all(b"visits" not in reading for reading in every_reading(carried(asked)))


def test_a_colleague_is_told_and_lets_its_author_sign_in(
    session: Session, care: Care, waiting: Waiting
) -> None:
    make_therapist(session, care.practice, COLLEAGUE, "Cleo Colleague")
    session.commit()
    browser, asked, address = waiting
    told = sign_in_on(asked, browser, COLLEAGUE)
    assert PAGE_OF_OTHERS in words(told.text)
    assert TYPED not in told.text
    assert 'href="/caseload"' in told.text or 'href="/"' in told.text
    out = browser.post(
        "/sign-out", data={"not_saved": carried(told), "csrf_token": token_on(told.text)}
    )
    assert browser.get("/caseload").status_code == 302
    given = sign_in_on(out, browser, THERAPIST)
    _, held = form_in(given, "/visits", address)
    assert held["note"] == TYPED
    assert session.query(Visit).count() == 0


CHANGED: list[Callable[[str], str]] = [
    lambda text: text[:-3] + ("AAA" if text[-3:] != "AAA" else "BBB"),
    lambda text: text[:40] + ("A" if text[40] != "A" else "B") + text[41:],
    lambda text: text[: len(text) // 2],
    lambda text: "nonsense",
    lambda text: "Ünsinn – 😀",
    lambda text: "." * 5000,
]


@pytest.mark.parametrize("change", CHANGED)
def test_a_changed_one_is_a_calm_page_for_its_author(
    session: Session, waiting: Waiting, change: Callable[[str], str]
) -> None:
    browser, asked, _ = waiting
    before = stored(session)
    told = sign_in_on(asked, browser, THERAPIST, not_saved=change(carried(asked)))
    assert told.status_code == 200
    assert PAGE_OF_OTHERS in words(told.text)
    assert "can’t be opened any more" in told.text
    assert browser.get("/caseload").status_code == 200  # signed in nonetheless
    assert stored(session) == before


def test_after_a_day_its_author_copies_the_words_and_nobody_else_does(
    session: Session, care: Care, waiting: Waiting, clock: time_machine.Traveller
) -> None:
    make_therapist(session, care.practice, COLLEAGUE, "Cleo Colleague")
    session.commit()
    browser, asked, _ = waiting
    clock.shift(timedelta(hours=25))
    told = sign_in_on(asked, browser, THERAPIST)
    assert "You wrote this more than a day ago" in words(told.text)
    assert TYPED in told.text
    assert 'name="not_saved"' not in told.text
    browser.post("/sign-out", data={"csrf_token": token_on(browser.get("/caseload").text)})
    kept = sign_in_on(asked, browser, COLLEAGUE)  # the page is an old one by then
    theirs = sign_in_on(kept, browser, COLLEAGUE)
    assert PAGE_OF_OTHERS in words(theirs.text)
    assert TYPED not in theirs.text


def test_another_secret_key_opens_nothing(
    app: Flask, waiting: Waiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, asked, _ = waiting
    held = carried(asked)
    monkeypatch.setitem(app.config, "SECRET_KEY", "another key of sixty-four letters" * 2)
    fresh = app.test_client()
    page = fresh.get("/sign-in").text
    data: dict[str, Any] = {"email": THERAPIST, "password": PASSWORD, "not_saved": held}
    told = fresh.post("/sign-in", data={**data, "csrf_token": token_on(page)})
    assert PAGE_OF_OTHERS in words(told.text)
