"""Once the secret key was turned, what the one before it signed still opens."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from config import Settings
from homecare import clock
from homecare.accounts.addresses import ask_person
from homecare.accounts.models import Person
from homecare.app import create_app
from tests.make.people import PASSWORD, csrf_token, make_practice
from tests.make.reports import mails

OWNER = "owner@homecare.example"
NEW = "the key that came after it, long enough to sign"

pytestmark = pytest.mark.any_database


@pytest.fixture
def turned(settings: Settings) -> Callable[[bool], Flask]:
    """The same server after its key was turned; the old one is read, or is not."""

    def make(reads_old: bool) -> Flask:
        before = (settings.secret_key,) if reads_old else ()
        return create_app(replace(settings, secret_key=NEW, secrets_before=before))

    return make


def remembered(app: Flask, session: Session) -> FlaskClient:
    make_practice(session)
    client = app.test_client()
    client.post("/sign-in", data={"email": OWNER, "password": PASSWORD, "remember": "y",
                                  "csrf_token": csrf_token(client)})  # fmt: skip
    return client


@pytest.mark.parametrize(("reads_old", "status"), [(True, 200), (False, 302)])
@pytest.mark.parametrize("left", ["SESSION_COOKIE_NAME", "REMEMBER_COOKIE_NAME"])
def test_a_sign_in_goes_on_by_session_and_by_remember_cookie(
    app: Flask, session: Session, turned: Callable[[bool], Flask], reads_old: bool,
    status: int, left: str,
) -> None:  # fmt: skip
    """Each of the two cookies alone: the other one is left out."""
    before = remembered(app, session)
    visitor = turned(reads_old).test_client()
    visitor._cookies = {
        key: cookie
        for key, cookie in (before._cookies or {}).items()
        if cookie.key != app.config[left]
    }
    assert visitor._cookies
    assert visitor.get("/practice").status_code == status


@pytest.mark.parametrize(("reads_old", "opens"), [(True, True), (False, False)])
def test_a_link_in_a_mail_goes_on(
    session: Session, settings: Settings, turned: Callable[[bool], Flask],
    reads_old: bool, opens: bool,
) -> None:  # fmt: skip
    make_practice(session)
    person = session.query(Person).one()
    person.confirmed_email = None
    ask_person(session, settings, clock.now(), person)
    session.commit()
    [mail] = mails(session, "confirm-address")
    link = next(word for word in mail.text.split() if word.startswith("https://"))
    page = turned(reads_old).test_client().get(link.removeprefix("https://homecare.example"))
    assert ("<form" in page.text and page.status_code == 200) is opens
