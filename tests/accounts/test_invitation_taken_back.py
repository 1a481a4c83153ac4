"""An invitation that went to the wrong person is taken back before anybody uses it."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.accounts.models import AuditLine, Invitation
from homecare.acting import Actor
from homecare.mail.models import OutboxMail
from tests.accounts.test_invitations import accept, invite_client, invite_colleague
from tests.desk.browsing import look_again, of, send
from tests.make.clients import make_client
from tests.make.people import make_practice, make_therapist, signed_in

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.both_databases]
OWNER, THERAPIST = "owner@homecare.example", "therapist@homecare.example"
WRONG = "wrong@post.example"


@pytest.fixture
def owner(session: Session) -> Actor:
    practice, owner = make_practice(session)
    make_therapist(session, practice)
    return owner


def taken_back(session: Session) -> list[str]:
    look_again(session)
    lines = select(AuditLine.action).where(AuditLine.action == "invite.take_back")
    return list(session.scalars(lines))


def assert_taken_back(stranger: FlaskClient, link: str) -> None:
    """Whoever opens it reads so, and of no newer one that there is not."""
    answer = stranger.get(link)
    assert answer.status_code == 410
    assert "The practice has taken this invitation back" in answer.text
    assert "newer invitation" not in answer.text


def press(browser: FlaskClient, page: str) -> None:
    """Press the button that stands beside the invitation."""
    named = re.search(r'name="invitation" value="([^"]+)"', page)
    assert named
    send(browser, "/practice/invited/take-back", "/practice", invitation=named[1])


def test_an_owner_takes_a_colleagues_back_and_the_link_opens_nothing(
    app: Flask, session: Session, owner: Actor
) -> None:
    link = invite_colleague(session, owner, WRONG)
    browser, stranger = signed_in(app, OWNER), app.test_client()
    page = browser.get("/practice").text
    assert WRONG in page
    press(browser, page)
    assert WRONG not in browser.get("/practice").text
    assert_taken_back(stranger, link)
    press(browser, page)  # once more, from the page that was open
    assert taken_back(session) == ["invite.take_back"]


def test_a_therapist_can_not(app: Flask, session: Session, owner: Actor) -> None:
    invite_colleague(session, owner, WRONG)
    browser = signed_in(app, THERAPIST)
    assert "Take it back" not in browser.get("/practice").text
    data = {"invitation": str(session.scalars(select(Invitation.id)).one())}
    assert send(browser, "/practice/invited/take-back", "/me/password", **data).status_code == 403
    assert not taken_back(session)


def test_a_clients_is_taken_back_on_their_page(app: Flask, session: Session, owner: Actor) -> None:
    link = invite_client(session, owner)
    client_id = session.scalars(select(Invitation.client_id)).one()
    assert client_id
    browser, here = signed_in(app, OWNER), of(client_id)
    for page in (here, f"{here}/invitation"):
        assert "Take the invitation back" in browser.get(page).text
    send(browser, f"{here}/invitation/take-back", here)
    page = browser.get(here).text
    assert "Invite again" in page
    assert "Take the invitation back" not in page
    assert_taken_back(app.test_client(), link)
    assert "Invitation taken back" in browser.get(f"{here}/timeline").text


def test_one_that_was_used_is_not_and_the_page_says_so(
    app: Flask, session: Session, owner: Actor
) -> None:
    link = invite_client(session, owner)
    client_id = session.scalars(select(Invitation.client_id)).one()
    assert client_id
    accept(app.test_client(), link)
    browser, here = signed_in(app, OWNER), of(client_id)
    send(browser, f"{here}/invitation/take-back", here)
    assert "There is no invitation to take back" in browser.get(here).text
    assert not taken_back(session)


def test_mail_that_waits_with_it_does_not_leave_and_asks_nobody_for_anything(
    app: Flask, session: Session, owner: Actor
) -> None:
    client, _ = make_client(session, owner, name="Nia New", email=WRONG)
    session.commit()
    browser, here = signed_in(app, OWNER), of(client.id)
    send(browser, f"{here}/invitation", how="mail")
    send(browser, f"{here}/invitation/take-back", here)
    look_again(session)
    assert session.scalars(select(OutboxMail.status)).all() == ["failed"]
    assert "See which" not in browser.get("/caseload").text
    assert "Nothing to deal with" in browser.get("/practice/mail").text
    timeline = browser.get(f"{here}/timeline").text
    assert "Held back: the invitation was taken back" in timeline


def test_one_whose_successor_was_taken_back_names_none(
    app: Flask, session: Session, owner: Actor
) -> None:
    older = invite_colleague(session, owner, WRONG)
    newer = invite_colleague(session, owner, WRONG)
    stranger = app.test_client()
    assert "There is a newer invitation" in stranger.get(older).text
    browser = signed_in(app, OWNER)
    press(browser, browser.get("/practice").text)
    for link in (older, newer):
        assert_taken_back(stranger, link)
