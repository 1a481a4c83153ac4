"""A table that nobody may read for a while: every page says so, and no page breaks over it."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.make.busy import Somebody, somebody
from tests.make.diary import Care
from tests.make.people import signed_in
from tests.today.visiting import Visitor

pytestmark = pytest.mark.usefixtures("clock")

# What every request of somebody who is signed in reads first, and what only some pages read.
TABLES = ["sign_in", "person", "membership", "practice", "client", "episode", "diary_day"]


@pytest.fixture
def other(session: Session, care: Care) -> Iterator[Somebody]:
    with somebody(session) as somebody_else:
        yield somebody_else


@pytest.fixture
def status(session: Session) -> int:
    """How a page answers meanwhile: SQLite lets everybody read on."""
    return 200 if session.get_bind().dialect.name == "sqlite" else 503


@pytest.fixture
def browser(app: Flask, care: Care) -> FlaskClient:
    return signed_in(app, "client@homecare.example")


@pytest.mark.parametrize("table", TABLES)
def test_a_page_says_one_moment_please(
    browser: FlaskClient, other: Somebody, status: int, table: str
) -> None:
    assert browser.get("/today").status_code == 200
    other.shut(table)
    answer = browser.get("/today")
    assert answer.status_code == status
    assert ("One moment, please" in answer.text) == (status == 503)
    other.let_go()
    assert browser.get("/today").status_code == 200


@pytest.mark.parametrize("table", TABLES[:-1])
def test_a_phone_is_told_to_come_again(
    browser: FlaskClient, other: Somebody, status: int, table: str
) -> None:
    other.shut(table)
    answer = browser.get("/api/v1/today")
    assert answer.status_code == status
    assert answer.is_json


@pytest.mark.parametrize("table", ["sign_in", "person", "membership"])
def test_a_form_keeps_what_was_typed(browser: FlaskClient, other: Somebody, table: str) -> None:
    note = Visitor(browser).forms("/today", "/note")[0]
    other.shut(table)
    typed = {**note.fields, "text": "It pulled in the calf."}
    answer = browser.post("/today/2026-03-02/note", data=typed)
    assert answer.status_code == 503
    assert "It pulled in the calf." in answer.text


def test_a_table_that_is_gone_is_said_on_a_page_of_ours(
    session: Session, browser: FlaskClient, app: Flask
) -> None:
    """Before anybody has been told who is signed in, and so before any page is made."""
    app.config["PROPAGATE_EXCEPTIONS"] = False
    session.execute(text("ALTER TABLE sign_in RENAME TO elsewhere"))
    session.commit()
    try:
        answer = browser.get("/today")
    finally:
        app.config["PROPAGATE_EXCEPTIONS"] = None
        session.execute(text("ALTER TABLE elsewhere RENAME TO sign_in"))
        session.commit()
    assert answer.status_code == 500
    assert "If you need urgent help" in answer.text
