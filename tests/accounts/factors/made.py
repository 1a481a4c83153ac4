"""Makers of second factors for tests, and what an app would show."""

from datetime import UTC, datetime

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from homecare.accounts.factors import codes, operations
from homecare.accounts.models import CodeApp, Person
from homecare.keys import secrets_of
from tests.make.people import PASSWORD, csrf_token, token_on

SEED = b"a seed of the tests."


def make_app(app: Flask, session: Session, email: str) -> None:
    """An app that makes codes for somebody, as if it had been set up a while ago."""
    person = session.scalars(select(Person).where(Person.email == email)).one()
    sealed = operations.sealed_seed(secrets_of(app.config), person.id, SEED)
    session.add(CodeApp(person_id=person.id, seed=sealed, last_used=0, made_at=datetime.now(UTC)))
    session.commit()


def make_codes(session: Session, email: str) -> list[str]:
    """Somebody's recovery codes."""
    person = session.scalars(select(Person).where(Person.email == email)).one()
    made = operations.new_recovery_codes(session, person, datetime.now(UTC))
    session.commit()
    return made


def code_now(later: int = 0) -> str:
    """What the app shows now, or so many codes later."""
    return codes.code_of(SEED, codes.number_at(datetime.now(UTC)) + later)


def a_wrong_code() -> str:
    """A code that the app shows at no time around now."""
    near = {code_now(by) for by in (-2, -1, 0, 1, 2)}
    return next(code for code in ("000000", "111111", "222222", "333333", "444444", "555555")
                if code not in near)  # fmt: skip


def by_password(
    app: Flask, email: str, browser: FlaskClient | None = None, **more: str
) -> FlaskClient:
    """A browser in which the password was right."""
    browser = browser or app.test_client()
    form = {"email": email, "password": PASSWORD, "csrf_token": csrf_token(browser), **more}
    assert browser.post("/sign-in", data=form).status_code == 302
    return browser


def give_code(browser: FlaskClient, code: str, **more: str) -> TestResponse:
    """Write a code on the page of the second step."""
    return browser.post(
        "/sign-in/step", data={"code": code, "csrf_token": csrf_token(browser), **more}
    )


def is_in(browser: FlaskClient) -> bool:
    """Whether somebody is signed in there."""
    return browser.get("/me/password").status_code == 200


def send(browser: FlaskClient, page: str, **form: str) -> TestResponse:
    """Send the form of a page, with the token it carries."""
    token = token_on(browser.get(page).text)
    return browser.post(page, data={**form, "csrf_token": token})
