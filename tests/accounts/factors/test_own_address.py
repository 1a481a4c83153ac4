"""Whoever works here signs in with another address, once the new one has confirmed itself."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from homecare.accounts.queries import person_of
from tests.accounts.mailbox import link_in, mails, press, sent_to
from tests.make.people import (
    csrf_token,
    make_person,
    make_practice,
    make_therapist,
    signed_in,
)
from tests.today.visiting import words

pytestmark = pytest.mark.usefixtures("clock")
OLD, NEW = "therapist@homecare.example", "new@post.example"
WHERE = "/me/signing-in/address"


@pytest.fixture
def desk(app: Flask, session: Session) -> FlaskClient:
    """The browser of a therapist."""
    practice, _ = make_practice(session)
    make_therapist(session, practice)
    return signed_in(app, OLD)


def ask(desk: FlaskClient, email: str) -> str:
    """Ask for an address; answers the page that comes."""
    form = {"email": email, "csrf_token": csrf_token(desk, WHERE)}
    return words(desk.post(WHERE, data=form, follow_redirects=True).text)


def link_to(session: Session, address: str = NEW) -> str:
    kind = "confirm-address"
    return link_in(next(m for m in mails(session) if (m.to_address, m.kind) == (address, kind)))


def has_ended(app: Flask, link: str) -> bool:
    return "This link does not work" in app.test_client().get(link).text


def test_until_it_is_confirmed_the_old_one_holds_and_its_mailbox_knows(
    app: Flask, desk: FlaskClient, session: Session
) -> None:
    page = ask(desk, " New@Post.example ")
    assert "You sign in with therapist" in page
    assert "is not confirmed yet" in page
    assert sent_to(session, NEW) == {"confirm-address"}
    assert "factors-changed" in sent_to(session, OLD)
    assert signed_in(app, OLD).get("/caseload").status_code == 200
    with pytest.raises(AssertionError, match="Sign in"):
        signed_in(app, NEW)


def test_confirmed_it_is_signed_in_with_and_the_old_one_hears_of_it(
    app: Flask, desk: FlaskClient, session: Session
) -> None:
    ask(desk, NEW)
    assert "with this address from now on" in press(app, link_to(session))
    assert signed_in(app, NEW).get("/caseload").status_code == 200
    with pytest.raises(AssertionError, match="Sign in"):
        signed_in(app, OLD)
    assert "address-changed" in sent_to(session, OLD)
    assert desk.get("/caseload").status_code == 200, "a computer that is signed in stays so"
    assert "is not confirmed yet" not in words(desk.get("/me/signing-in").text)
    audit = words(signed_in(app, "owner@homecare.example").get("/practice/audit").text)
    assert "Asked to sign in with another address" in audit
    assert "Signs in with the confirmed address from then on" in audit


def test_what_was_dropped_or_asked_for_before_confirms_nothing(
    app: Flask, desk: FlaskClient, session: Session
) -> None:
    ask(desk, "slip@post.example")
    ask(desk, NEW)
    assert has_ended(app, link_to(session, "slip@post.example"))
    link = link_to(session)
    desk.post(f"{WHERE}/keep", data={"csrf_token": csrf_token(desk, "/me/signing-in")})
    assert "is not confirmed yet" not in words(desk.get("/me/signing-in").text)
    assert has_ended(app, link)
    assert person_of(session, OLD) is not None


def test_an_address_of_somebody_else_is_told_only_to_its_mailbox(
    app: Flask, desk: FlaskClient, session: Session
) -> None:
    make_person(session, NEW, "Somebody Else")
    session.commit()
    assert "is not confirmed yet" in ask(desk, NEW), "as of one that nobody has"
    browser, link = app.test_client(), link_to(session)
    answer = browser.post(link, data={"csrf_token": csrf_token(browser, link)})
    assert answer.status_code == 409
    assert "This address is in use already" in answer.text
    assert signed_in(app, OLD).get("/caseload").status_code == 200


@pytest.mark.parametrize(
    ("typed", "said"),
    [("", "Write the new address."), (OLD.upper(), "You sign in with this address now."),
     ("no address", "Write an address such as"),
     ("x" * 250 + "@post.example", "at most 254 characters")],
)  # fmt: skip
def test_what_can_not_be_is_said_at_the_field_and_kept(
    desk: FlaskClient, session: Session, typed: str, said: str
) -> None:
    form = {"email": typed, "csrf_token": csrf_token(desk, WHERE)}
    answer = desk.post(WHERE, data=form)
    assert answer.status_code == 422
    assert said in words(answer.text)
    assert typed in answer.text
    assert mails(session) == []


def test_a_taken_away_place_takes_no_new_address(
    app: Flask, desk: FlaskClient, session: Session
) -> None:
    ask(desk, NEW)
    person = person_of(session, OLD)
    assert person is not None
    person.memberships[0].disabled_at = person.made_at
    session.commit()
    assert has_ended(app, link_to(session))
