"""A database that is busy: a phone is told to come again, a form is tried again and kept."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from homecare.clients.models import Visit
from homecare.diary.models import Entry
from tests.make.busy import Somebody, somebody
from tests.make.diary import Care
from tests.make.people import PASSWORD, csrf_token, signed_in
from tests.make.sync import Phone, entries_stored, entry
from tests.today.visiting import Visitor

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def other(session: Session, care: Care) -> Iterator[Somebody]:
    """Somebody else at the database."""
    with somebody(session) as somebody_else:
        yield somebody_else


@pytest.fixture
def browser(app: Flask, care: Care) -> FlaskClient:
    """The client's, signed in."""
    return signed_in(app, "client@homecare.example")


def hidden(page: str) -> dict[str, str]:
    """The fields of the form that the page keeps."""
    form = re.search(r'<form method="post".*?</form>', page, re.S)
    assert form, "the page keeps no form"
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', form[0])
    return {name: unescape(value) for name, value in found}


def a_note(browser: FlaskClient, text: str) -> dict[str, str]:
    note = Visitor(browser).forms("/today", "/note")[0]
    return {**note.fields, "text": text}


def test_a_phone_is_told_to_come_again_and_nothing_is_stored(
    app: Flask,
    session: Session,
    care: Care,
    other: Somebody,
) -> None:
    phone, one = Phone.of(app, care.client.id), entry()
    token = phone.token()
    other.take()
    answer = phone.post(phone.batch(one), token)
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.is_json
    other.let_go()
    assert entries_stored(session) == 0
    assert phone.statuses(one) == ["stored"]


WORDS = 'It "pulls" <here>\nwhen I sit & bend'


def test_a_form_is_kept_and_stored_by_pressing_again(
    session: Session, browser: FlaskClient, other: Somebody
) -> None:
    fields = a_note(browser, WORDS)
    day = session.scalar(select(func.count()).select_from(Entry))
    other.take()
    refused = browser.post("/today/2026-03-02/note", data=fields)
    assert refused.status_code == 503
    assert int(refused.headers["Retry-After"]) > 0
    kept = hidden(refused.text)
    assert {name: value.replace("\r\n", "\n") for name, value in kept.items()} == fields
    assert unescape(refused.text).count(WORDS) == 2, "kept in the form, and to copy"
    other.let_go()
    assert browser.post("/today/2026-03-02/note", data=kept).status_code == 302
    session.rollback()
    bodies = session.scalars(select(Entry.body).where(Entry.kind == "note")).all()
    assert bodies == [{"text": WORDS}]
    assert day == 0


def test_a_lock_that_goes_away_is_not_even_noticed(
    session: Session, browser: FlaskClient, other: Somebody
) -> None:
    fields = a_note(browser, "Better today")
    refusals = []

    def let_go_once_refused(*of: Any) -> None:
        refusals.append(of)
        if len(refusals) == 4:
            other.let_go()

    other.take()
    engine = session.get_bind()
    event.listen(engine, "checkout", let_go_once_refused)
    try:
        answer = browser.post("/today/2026-03-02/note", data=fields)
    finally:
        event.remove(engine, "checkout", let_go_once_refused)
    assert answer.status_code == 302
    session.rollback()
    assert len(session.scalars(select(Entry).where(Entry.kind == "note")).all()) == 1


def test_a_therapists_form_is_kept_and_stored_once(
    app: Flask,
    session: Session,
    care: Care,
    other: Somebody,
) -> None:
    desk = signed_in(app, "therapist@homecare.example")
    address = f"/clients/{care.client.id}/visits"
    fields = {"csrf_token": csrf_token(desk, f"/clients/{care.client.id}"),
              "on": "2026-03-02", "note": WORDS}  # fmt: skip
    other.take()
    refused = desk.post(address, data=fields)
    assert refused.status_code == 503
    other.let_go()
    assert desk.post(address, data=hidden(refused.text)).status_code == 302
    session.rollback()
    notes = session.scalars(select(Visit.note)).all()
    assert [note.replace("\r\n", "\n") for note in notes] == [WORDS]


def test_a_page_that_writes_when_it_is_read_says_when_to_come_again(
    app: Flask,
    care: Care,
    other: Somebody,
) -> None:
    """Opening a record leaves a line in its trail: no record without it."""
    desk = signed_in(app, "therapist@homecare.example")
    other.take()
    answer = desk.get(f"/clients/{care.client.id}")
    assert answer.status_code == 503
    assert "Load it again" in answer.text
    assert care.client.name not in answer.text
    other.let_go()
    assert desk.get(f"/clients/{care.client.id}").status_code == 200


def test_a_password_is_never_kept_on_a_page(
    app: Flask,
    care: Care,
    other: Somebody,
) -> None:
    browser = signed_in(app, "client@homecare.example")
    fields = {
        "csrf_token": csrf_token(browser, "/me/password"), "password": PASSWORD,
        "new_password": "walk-and-stretch-2", "new_password_confirm": "walk-and-stretch-2",
    }  # fmt: skip
    other.take()
    answer = browser.post("/me/password", data=fields)
    assert answer.status_code == 503
    assert "walk-and-stretch-2" not in answer.text
    assert PASSWORD not in answer.text


def test_trying_again_opens_no_door(
    app: Flask,
    session: Session,
    care: Care,
    other: Somebody,
) -> None:
    """The whole way is gone again: who may not see it is refused, however busy it is."""
    stranger = app.test_client()
    token = csrf_token(stranger)
    other.take()
    answer = stranger.post(f"/clients/{care.client.id}/visits", data={"csrf_token": token})
    assert answer.status_code in (302, 401, 403)
