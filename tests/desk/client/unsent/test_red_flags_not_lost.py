"""A red flag that was ticked on the desk when the sign-in had ended says what to do at once."""

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from homecare.screening.queries import uncleared
from tests.accounts.sign_in.test_given_back import ENDINGS, end
from tests.desk.browsing import THERAPIST, of
from tests.make.diary import Care
from tests.make.people import signed_in
from tests.make.typed import form_in, form_of, sign_in_on
from tests.today.visiting import words

pytestmark = pytest.mark.usefixtures("clock")


@pytest.mark.parametrize("how", ENDINGS)
def test_what_was_ticked_is_answered_signed_out_and_again_when_given_back(
    app: Flask, session: Session, care: Care, how: str
) -> None:
    page = f"{of(care.client.id)}/check"
    browser = signed_in(app, THERAPIST)
    address, standing = form_of(browser, page, page)
    end(browser, how)
    asked = browser.post(address, data={**standing, "red_flags": "bladder"})
    said = words(asked.text)
    assert asked.status_code == 401
    assert "not stored. Nobody has been told." in said
    assert "go to A&E now" in said
    assert "something new about peeing" not in said
    given = sign_in_on(asked, browser, THERAPIST)
    assert "Call 999, or go to A&E now" in words(given.text)
    assert "Nothing is saved yet. Tell them this now" in words(given.text)
    assert not uncleared(session, care.episode.id)
    again, held = form_in(given, page, address)
    browser.post(again, data={**held, "red_flags": "bladder"})
    session.rollback()
    assert [one.code for one in uncleared(session, care.episode.id)] == ["bladder"]


@pytest.mark.parametrize(
    ("nation", "own", "says", "line"),
    [
        ("england", "", "go to A&E now", "Call 111 , or call 999 ."),
        (
            "other",
            "112.116-117",
            "Call 112, or go to the nearest emergency department now",
            "Call 116 117 , or call 112 .",
        ),
    ],
)
def test_whoever_is_signed_out_is_told_whom_to_call_where_the_practice_is(
    app: Flask, session: Session, care: Care, nation: str, own: str, says: str, line: str
) -> None:
    care.practice.nation, care.practice.own_numbers = nation, own
    session.commit()
    page = f"{of(care.client.id)}/check"
    browser = signed_in(app, THERAPIST)
    address, standing = form_of(browser, page, page)
    end(browser, "cookie gone")
    said = words(browser.post(address, data={**standing, "red_flags": "bladder"}).text)
    assert says in said
    assert line in said
