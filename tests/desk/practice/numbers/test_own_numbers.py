"""A practice outside the four nations writes its own emergency numbers, and clients tap them."""

import json

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.desk.browsing import Tab, error_at, look_again
from tests.make.diary import Care
from tests.make.flags import answer
from tests.make.people import make_practice, signed_in
from tests.today.visiting import Visitor, words

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.any_database]

PAGE, OFFLINE = "/practice", "/red-flags/offline"
OWN = {"nation": "other", "emergency_number": "112", "help_number": "116 117"}


@pytest.fixture
def me(app: Flask, care: Care) -> Visitor:
    return Visitor.of(app, "client@homecare.example")


def elsewhere(session: Session, care: Care, numbers: str) -> None:
    care.practice.nation, care.practice.own_numbers = "other", numbers
    session.commit()


@pytest.fixture
def owner(app: Flask, care: Care) -> FlaskClient:
    return signed_in(app, "owner@homecare.example")


@pytest.mark.both_databases
def test_they_are_kept_shown_again_and_taken_away(
    session: Session, care: Care, owner: FlaskClient
) -> None:
    form = Tab(owner, PAGE, "letterhead")
    assert form.save(**OWN).location == PAGE
    look_again(session)
    assert care.practice.whom_to_call == "other.112.116-117"
    again = Tab(owner, PAGE, "letterhead")
    assert [again.fields[name] for name in OWN] == [["other"], ["112"], ["116 117"]]
    assert again.save(emergency_number="", help_number="").location == PAGE
    look_again(session)
    assert care.practice.whom_to_call == "other"


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"emergency_number": "call me"}, "emergency_number", "Write two to fifteen digits"),
        ({"help_number": "1"}, "help_number", "Write two to fifteen digits"),
        ({"nation": "wales"}, "emergency_number", "999 and 111 hold there."),
    ],
)
def test_what_can_not_be_used_is_said_at_its_field(
    session: Session, care: Care, owner: FlaskClient, typed: dict[str, str], field: str, said: str
) -> None:
    answer = Tab(owner, PAGE, "letterhead").save(**{**OWN, **typed})
    assert answer.status_code == 422
    assert error_at(answer, field).startswith(said)
    look_again(session)
    assert care.practice.own_numbers == ""


def tappable(html: str) -> set[str]:
    return {one for one in ("112", "116117", "999", "111") if f'href="tel:{one}"' in html}


def test_a_client_with_a_red_flag_taps_them(session: Session, care: Care, me: Visitor) -> None:
    elsewhere(session, care, "112.116-117")
    answer(session, care, "saddle_numbness")
    page = me.browser.get("/red-flags").text
    assert "Call 112, or go to the nearest emergency department now" in page
    assert tappable(page) == {"112"}
    kit = me.browser.get("/today/kit").json
    assert kit["nation"] == "other.112.116-117"
    assert "tel:112" in json.dumps(kit)  # drawn as it stands without signal


def test_the_pages_for_anyone_have_them_and_the_phones_worker_is_new(
    app: Flask, session: Session, care: Care, browser_client: FlaskClient
) -> None:
    before = browser_client.get("/service-worker.js").text
    elsewhere(session, care, "112.116-117")
    page = browser_client.get("/red-flags").text
    assert tappable(page.partition("Numbers to call")[0]) == {"112", "116117"}
    assert "Somewhere else Call 116 117 Call 112" in words(page)
    kept = browser_client.get("/today/nobodys-pages").json
    assert tappable(kept[f"{OFFLINE}?nation=other.112.116-117"]) >= {"112", "116117"}
    assert browser_client.get("/service-worker.js").text != before


def test_an_address_puts_no_strangers_number_on_the_page(
    session: Session, care: Care, browser_client: FlaskClient
) -> None:
    make_practice(session, "Hillside Practice", "hill@homecare.example")
    page = browser_client.get(f"{OFFLINE}?nation=other.0900123456.").text
    assert "0900123456" not in page
    assert "Call 999" in page


def test_a_page_that_could_not_be_shown_has_them(session: Session, care: Care, me: Visitor) -> None:
    elsewhere(session, care, "112.")
    assert tappable(me.browser.get("/nothing-there").text) == {"112"}


def test_the_caseload_says_the_number_to_call(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    elsewhere(session, care, "112.")
    answer(session, care, "saddle_numbness")
    assert "112 now" in words(therapist.get("/flags").text)
