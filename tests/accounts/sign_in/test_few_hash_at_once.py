"""Few passwords are compared at once; whoever comes then is told at once, and loses nothing."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from time_machine import Traveller
from werkzeug.test import TestResponse

from homecare.accounts.invitations import invite
from homecare.accounts.models import Person, Practice, Tries
from homecare.accounts.sign_in import hashing
from homecare.acting import Actor
from homecare.mail.models import OutboxMail
from tests.accounts.sign_in.test_forgotten_password import ask_for_a_link, page_in, the_mail
from tests.make.clients import make_client
from tests.make.people import (
    PASSWORD,
    acting,
    csrf_token,
    make_practice,
    set_up_page,
    signed_in,
)

pytestmark = pytest.mark.any_database

OWNER = "owner@homecare.example"
NEW = "four plain words here"


@pytest.fixture
def owner(session: Session, clock: Traveller) -> Actor:
    actor = make_practice(session)[1]
    session.commit()
    return actor


@contextmanager
def everybody_signing_in() -> Iterator[None]:
    """Every seat is taken, and everybody who may wait for one waits."""
    with ExitStack() as held:
        for _ in range(hashing.AT_WORK):
            assert held.enter_context(hashing.seat())
        for _ in range(hashing.WAITING):
            assert hashing._inside.acquire(blocking=False)
            held.callback(hashing._inside.release)
        yield


def is_told_to_wait(answer: TestResponse) -> None:
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "Many people are signing in just now" in answer.text
    assert PASSWORD not in answer.text
    assert NEW not in answer.text


def sent(client: FlaskClient, page: str, **form: str) -> TestResponse:
    token = csrf_token(client, page)
    with everybody_signing_in():
        answer = client.post(page, data={**form, "csrf_token": token})
    is_told_to_wait(answer)
    again: TestResponse = client.post(page, data={**form, "csrf_token": token})
    return again


def test_signing_in(app: Flask, session: Session, owner: Actor) -> None:
    client = app.test_client()
    form = {"email": OWNER, "password": PASSWORD, "csrf_token": csrf_token(client)}
    with everybody_signing_in():
        answer = client.post("/sign-in", data=form)
    is_told_to_wait(answer)
    assert f'value="{OWNER}"' in answer.text, "the address stays"
    assert session.scalars(select(Tries)).all() == [], "nothing was compared, so nothing counts"
    assert client.post("/sign-in", data=form).status_code == 302


def test_writing_the_password_once_more(app: Flask, owner: Actor) -> None:
    assert sent(signed_in(app, OWNER), "/sign-in/again", password=PASSWORD).status_code == 302


def test_changing_the_password(app: Flask, owner: Actor) -> None:
    form = {"password": PASSWORD, "new_password": NEW, "new_password_confirm": NEW}
    assert sent(signed_in(app, OWNER), "/me/password", **form).status_code == 302
    assert signed_in(app, OWNER, NEW)


def test_setting_a_new_one_by_the_mailed_link(app: Flask, session: Session, owner: Actor) -> None:
    client = app.test_client()
    ask_for_a_link(client)
    form = {"password": NEW, "password_confirm": NEW}
    assert sent(client, page_in(the_mail(session)), **form).location == "/sign-in"
    assert signed_in(app, OWNER, NEW)


@pytest.mark.parametrize("named", [True, False])
def test_accepting_an_invitation(app: Flask, session: Session, owner: Actor, named: bool) -> None:
    client, _ = make_client(session, owner)
    token = invite(
        acting(session, owner), role="client", name="Sam Reed", client_id=client.id,
        email="sam@homecare.example" if named else None,
    )  # fmt: skip
    session.commit()
    form = {"password": NEW, "email": "sam@homecare.example"}
    answer = sent(app.test_client(), f"/invitations/{token}", **form)
    assert answer.status_code == 302
    assert signed_in(app, "sam@homecare.example", NEW)


def test_whoever_joins_as_who_they_are_needs_no_seat(
    app: Flask, session: Session, owner: Actor
) -> None:
    client, _ = make_client(session, owner)
    token = invite(
        acting(session, owner), role="client", name="Olive Owner", client_id=client.id, email=OWNER
    )
    session.commit()
    browser = signed_in(app, OWNER)
    page = f"/invitations/{token}"
    form = {"csrf_token": csrf_token(browser, page)}
    with everybody_signing_in():
        assert browser.post(page, data=form).status_code == 302


def test_the_first_practice_is_made_with_all_that_was_typed(app: Flask, session: Session) -> None:
    form = {"name": "Riverside", "owner_name": "Olive", "email": OWNER, "password": NEW,
            "nation": "wales", "zone": "Europe/London"}  # fmt: skip
    client = app.test_client()
    token = csrf_token(client, set_up_page(app))
    with everybody_signing_in():
        answer = client.post(set_up_page(app), data={**form, "csrf_token": token})
    is_told_to_wait(answer)
    assert 'value="Riverside"' in answer.text
    assert session.scalars(select(Practice)).all() == []
    assert client.post(set_up_page(app), data={**form, "csrf_token": token}).status_code == 302


def test_asking_for_a_link_compares_nothing_whoever_asks(
    app: Flask, session: Session, owner: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where nobody has the address, which Flask-Security would hash a password for."""
    monkeypatch.setattr(app.extensions["security"], "pwd_context", None)
    for email in ("nobody@homecare.example", OWNER):
        answer = ask_for_a_link(app.test_client(), email)
        assert "is written" in answer.text
    assert session.scalars(select(OutboxMail.to_address)).all() == [OWNER]
    assert session.scalars(select(Person.email)).all() == [OWNER], "nobody was made up"


def test_a_network_that_asks_for_very_many_addresses_waits_and_a_known_device_does_not(
    app: Flask, session: Session, owner: Actor, clock: Traveller
) -> None:
    phone = signed_in(app, OWNER)
    phone.post("/sign-out", data={"csrf_token": csrf_token(phone, "/me/password")})
    bot = app.test_client()
    token = csrf_token(bot, "/forgotten-password")
    for number in range(110):
        form = {"email": f"made.up.{number}@homecare.example", "csrf_token": token}
        answer = bot.post("/forgotten-password", data=form)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "10")
    colleague = app.test_client()
    waits = ask_for_a_link(colleague)
    assert waits.status_code == 429
    assert "Wait 10 seconds, then ask again" in waits.text
    assert f'value="{OWNER}"' in waits.text
    assert ask_for_a_link(phone).status_code == 200
    clock.shift(10)
    assert ask_for_a_link(colleague).status_code == 200, "a clinic behind one address"
    assert signed_in(app, OWNER), "passwords are counted apart"
