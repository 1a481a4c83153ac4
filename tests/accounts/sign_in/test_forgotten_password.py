"""A forgotten password, through the real pages and the mail that was really queued."""

import re
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_security.utils import hash_data
from passlib.hash import sha256_crypt
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from homecare.accounts.models import Person
from homecare.accounts.sign_in.security import Mails
from homecare.mail.addresses import WRITE_ADDRESS
from homecare.mail.models import OutboxMail
from tests.make.people import PASSWORD, csrf_token, make_person, make_practice, signed_in

OWNER = "owner@homecare.example"
NEW = "four plain words here"


def ask_for_a_link(
    client: FlaskClient, email: str = OWNER, host: str | None = None
) -> TestResponse:
    token = csrf_token(client, "/forgotten-password")
    return client.post(
        "/forgotten-password",
        data={"email": email, "csrf_token": token},
        headers={"Host": host, "X-Forwarded-Host": host} if host else {},
    )


@pytest.mark.parametrize("written", ["", " ", "notmail", "x" * 5000])
def test_what_is_no_address_is_said_to_be_none(
    session: Session, browser_client: FlaskClient, written: str
) -> None:
    shown = ask_for_a_link(browser_client, written).text
    assert WRITE_ADDRESS in shown
    assert "has a sign-in here" not in shown
    assert "x" * 300 not in shown.replace(f'value="{written}"', "")


def the_mail(session: Session) -> OutboxMail:
    session.rollback()  # look at what is stored now, not when the test began to look
    return session.scalars(select(OutboxMail).order_by(OutboxMail.queued_at)).all()[-1]


def page_in(mail: OutboxMail) -> str:
    found = re.search(r"https://homecare\.example(/\S+)", mail.text)
    assert found is not None
    return found[1]


def set_password(client: FlaskClient, page: str, password: str = NEW) -> TestResponse:
    token = csrf_token(client, page)
    return client.post(
        page, data={"password": password, "password_confirm": password, "csrf_token": token}
    )


def test_the_link_in_the_mail_sets_a_new_password(app: Flask, session: Session) -> None:
    make_practice(session)
    client = app.test_client()
    ask_for_a_link(client)
    assert the_mail(session).to_address == OWNER
    assert set_password(client, page_in(the_mail(session))).location == "/sign-in"
    assert signed_in(app, OWNER, NEW)


def test_a_write_of_somebody_else_meanwhile_is_no_hindrance(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_practice(session)
    client = app.test_client()
    send = Mails.send_mail

    def send_after_another_write(*arguments: Any, **values: Any) -> None:
        make_person(session, "somebody@else.example")
        send(*arguments, **values)

    monkeypatch.setattr(Mails, "send_mail", send_after_another_write)
    ask_for_a_link(client)
    page = page_in(the_mail(session))
    monkeypatch.undo()
    assert set_password(client, page).location == "/sign-in"
    assert signed_in(app, OWNER, NEW)


def test_the_link_leads_to_the_public_address_whatever_host_is_claimed(
    app: Flask, session: Session
) -> None:
    make_practice(session)
    client = app.test_client()
    token = csrf_token(client, "/forgotten-password")
    client.post(
        "/forgotten-password",
        base_url="https://elsewhere.example",
        data={"email": OWNER, "csrf_token": token},
    )
    ask_for_a_link(app.test_client())
    for mail in session.scalars(select(OutboxMail)):
        assert "https://homecare.example/forgotten-password/" in mail.text
        assert "elsewhere.example" not in mail.text + mail.html


def test_the_link_works_once(app: Flask, session: Session) -> None:
    make_practice(session)
    client = app.test_client()
    ask_for_a_link(client)
    page = page_in(the_mail(session))
    set_password(client, page)
    answer = client.get(page, follow_redirects=True)
    assert "Ask for a new one" in answer.text


def test_a_new_password_ends_all_other_visits_and_is_announced(
    app: Flask, session: Session
) -> None:
    make_practice(session)
    stolen = signed_in(app, OWNER)
    client = app.test_client()
    ask_for_a_link(client)
    set_password(client, page_in(the_mail(session)))
    assert stolen.get("/me/password").status_code == 302
    assert the_mail(session).kind == "password_changed"


def test_an_unknown_address_gets_the_same_answer_and_no_mail(app: Flask, session: Session) -> None:
    make_practice(session)

    def answer_to(email: str) -> str:
        page = ask_for_a_link(app.test_client(), email).text
        return page.replace(email, "").split("<main")[1].split("csrf_token")[0]

    assert "is written" in answer_to("nobody@homecare.example")
    assert session.scalar(select(OutboxMail.id)) is None
    assert answer_to(OWNER) == answer_to("nobody@homecare.example")


def test_nobody_is_flooded_with_links(app: Flask, session: Session) -> None:
    make_practice(session)
    client = app.test_client()
    for _ in range(5):
        assert ask_for_a_link(client).status_code == 200
    assert ask_for_a_link(client).status_code == 429


def test_a_short_or_common_password_is_refused_with_a_reason(app: Flask, session: Session) -> None:
    make_practice(session)
    client = app.test_client()
    ask_for_a_link(client)
    page = page_in(the_mail(session))
    assert "at least 10 characters" in set_password(client, page, "short").text
    assert "easy to guess" in set_password(client, page, "Password1234").text
    assert "easy to guess" in set_password(client, page, OWNER).text


def test_the_password_page_gives_its_address_to_nobody(app: Flask, session: Session) -> None:
    make_practice(session)
    client = app.test_client()
    ask_for_a_link(client)
    page = client.get(page_in(the_mail(session)))
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "no-store"


def test_somebody_signed_in_changes_their_password(app: Flask, session: Session) -> None:
    make_practice(session)
    client, other = signed_in(app, OWNER), signed_in(app, OWNER)
    token = csrf_token(client, "/me/password")
    new = {"new_password": NEW, "new_password_confirm": NEW, "csrf_token": token}
    refused = client.post("/me/password", data={"password": "not mine at all", **new})
    assert "This is not your password" in refused.text
    assert client.post("/me/password", data={"password": PASSWORD, **new}).status_code == 302
    assert client.get("/me/password").status_code == 200
    assert other.get("/me/password").status_code == 302
    assert the_mail(session).kind == "password_changed"


def test_asking_for_a_link_takes_no_slow_digest_and_earlier_links_still_work(
    app: Flask, session: Session
) -> None:
    _, actor = make_practice(session)
    owner = session.get_one(Person, actor.person_id)
    earlier = sha256_crypt.using(rounds=1000).hash(owner.password)
    client = app.test_client()
    with app.test_request_context():
        assert len(hash_data(owner.password)) == len(sha256().hexdigest()), "a plain digest"
        serializer = app.extensions["security"].reset_serializer
        token = serializer.dumps([owner.fs_uniquifier, earlier])
    assert set_password(client, f"/forgotten-password/{token}").location == "/sign-in"
    assert signed_in(app, OWNER, NEW)


def links(session: Session) -> int:
    session.rollback()
    sent = select(OutboxMail.id).where(OutboxMail.kind == "password_reset")
    return len(session.scalars(sent).all())


def use_the_link(app: Flask, session: Session, page: str) -> None:
    set_password(app.test_client(), page)


def change_it_by_hand(app: Flask, session: Session, page: str) -> None:
    client = signed_in(app, OWNER)
    form = {"password": PASSWORD, "new_password": NEW, "new_password_confirm": NEW}
    token = csrf_token(client, "/me/password")
    assert client.post("/me/password", data={**form, "csrf_token": token}).status_code == 302


def sign_out_everywhere(app: Flask, session: Session, page: str) -> None:
    client = signed_in(app, OWNER)
    token = csrf_token(client, "/me/password")
    assert client.post("/sign-out-everywhere", data={"csrf_token": token}).status_code == 302


def the_mail_fails(app: Flask, session: Session, page: str) -> None:
    the_mail(session).status = "failed"
    session.commit()


def the_mail_may_not_have_arrived(app: Flask, session: Session, page: str) -> None:
    the_mail(session).status = "uncertain"
    session.commit()


@pytest.mark.parametrize(
    "happens",
    [use_the_link, change_it_by_hand, sign_out_everywhere, the_mail_fails,
     the_mail_may_not_have_arrived],
)  # fmt: skip
def test_a_link_that_can_not_help_keeps_no_other_one_back(
    app: Flask, session: Session, happens: Callable[[Flask, Session, str], None]
) -> None:
    make_practice(session)
    ask_for_a_link(app.test_client())
    ask_for_a_link(app.test_client())
    assert links(session) == 1, "one that works is enough"
    happens(app, session, page_in(the_mail(session)))
    assert "an email with a link is written" in ask_for_a_link(app.test_client()).text
    assert links(session) == 2
    newest = select(OutboxMail).where(OutboxMail.kind == "password_reset")
    mail = session.scalars(newest.order_by(OutboxMail.id.desc())).first()
    assert mail is not None
    assert set_password(app.test_client(), page_in(mail), "other plain words").location
    assert signed_in(app, OWNER, "other plain words")
