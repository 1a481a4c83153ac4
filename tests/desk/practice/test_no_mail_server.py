"""Nothing is called sent that was not: a practice without a mail server is told so."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.jobs.mail import send as send_mail
from homecare.mail.models import OutboxMail
from tests.desk.browsing import of, send
from tests.make.clients import make_client
from tests.make.people import NOW, make_practice, make_therapist, signed_in

NONE = "No mail leaves this server yet"
OWNER, THERAPIST = "owner@homecare.example", "therapist@homecare.example"


@pytest.fixture
def client(session: Session, clock: object) -> str:
    """A client with an address, whom nobody has invited yet."""
    practice, owner = make_practice(session, owner_email=OWNER)
    make_therapist(session, practice, email=THERAPIST)
    made, _ = make_client(session, owner, name="Ada Marsh", email="ada@post.example")
    session.commit()
    return of(made.id)


@pytest.fixture
def with_server(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Sets a mail server up, until the test ends."""
    ready = replace(app.config["SETTINGS"], smtp_url="smtp://mail.example:587")
    return lambda: monkeypatch.setitem(app.config, "SETTINGS", ready)


@pytest.mark.parametrize("page", ["/practice", "/practice/mail", "/invitation"])
def test_every_page_that_mails_says_so(
    app: Flask, client: str, page: str, with_server: Callable[[], None]
) -> None:
    address = client + page if page == "/invitation" else page
    browser = signed_in(app, OWNER)
    assert NONE in browser.get(address).text
    with_server()
    assert NONE not in browser.get(address).text


def test_the_owner_is_told_how_and_others_who_can(app: Flask, client: str) -> None:
    assert "HOMECARE_SMTP_URL" in signed_in(app, OWNER).get("/practice/mail").text
    page = signed_in(app, THERAPIST).get("/practice/mail").text
    assert "HOMECARE_SMTP_URL" not in page
    assert "The owner of the practice can set it up." in page
    assert "Send a test mail" not in page


def after_inviting(browser: FlaskClient, client: str) -> str:
    send(browser, client + "/invitation", how="mail")
    return browser.get(client + "/invitation").text


def test_an_invitation_without_a_server_is_not_on_its_way(app: Flask, client: str) -> None:
    page = after_inviting(signed_in(app, OWNER), client)
    assert "The invitation to ada@post.example is written, but not sent" in page
    assert "on its way" not in page


def test_with_one_it_is(app: Flask, client: str, with_server: Callable[[], None]) -> None:
    with_server()
    page = after_inviting(signed_in(app, OWNER), client)
    assert "The invitation is on its way to ada@post.example." in page


def test_a_demonstration_says_that_it_sends_nothing(
    app: Flask, client: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "DEMONSTRATION", True)
    page = after_inviting(signed_in(app, OWNER), client)
    assert "A demonstration sends nothing." in page
    assert NONE not in page


def test_a_test_mail_goes_to_the_owner_alone(
    app: Flask, session: Session, client: str, with_server: Callable[[], None]
) -> None:
    with_server()
    browser = signed_in(app, OWNER)
    answer = send(browser, "/practice/mail/test", "/practice/mail")
    assert answer.location == "/practice/mail"
    assert f"The test mail is on its way to {OWNER}." in browser.get("/practice/mail").text
    statement = select(OutboxMail.to_address).where(OutboxMail.kind == "test-mail")
    assert session.scalars(statement).all() == [OWNER]


def test_what_was_written_to_a_file_is_not_called_sent(
    app: Flask, session: Session, client: str
) -> None:
    browser = signed_in(app, OWNER)
    after_inviting(browser, client)
    session.rollback()
    send_mail(session, app.config["SETTINGS"], NOW, demonstration=False)
    page = browser.get(f"{client}/timeline").text
    assert "ada@post.example. Written to a file, not sent to anybody." in page
    assert "ada@post.example. Sent." not in page


def test_a_link_for_a_new_password_is_not_on_its_way_either(app: Flask, client: str) -> None:
    del client
    visitor = app.test_client()
    answer = send(visitor, "/forgotten-password", email=OWNER)
    assert "but not sent: this server has no mail server yet. Ask your practice." in answer.text
