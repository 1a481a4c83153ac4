"""Passkeys: one is good alone and as the second step, here and nowhere else, and once an answer."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.accounts.factors.passkeys import can_have
from homecare.accounts.models import Passkey
from tests.accounts.factors.made import by_password, is_in
from tests.accounts.factors.phones import FLAG, Phone, add_passkey, question_on, sign_in_by
from tests.make.people import csrf_token, make_practice, signed_in

OWNER, OTHER = "owner@homecare.example", "other@elsewhere.example"
pytestmark = pytest.mark.usefixtures("owner")


@pytest.fixture
def owner(app: Flask, session: Session) -> FlaskClient:
    """The browser of an owner who has no second step yet."""
    make_practice(session)
    return signed_in(app, OWNER)


@pytest.fixture
def phone(owner: FlaskClient) -> Phone:
    """Their phone, which has a passkey here."""
    made = Phone()
    answer = add_passkey(owner, made)
    assert answer.status_code == 200
    assert "Your recovery codes" in answer.text
    return made


@pytest.mark.both_databases
def test_one_passkey_is_stored_once_and_good_for_both(
    app: Flask, session: Session, phone: Phone
) -> None:
    alone = app.test_client()
    assert sign_in_by(alone, phone).status_code == 302
    assert is_in(alone)
    second = by_password(app, OWNER)
    assert not is_in(second), "a password alone"
    assert sign_in_by(second, phone, "/sign-in/step").status_code == 302
    assert is_in(second)
    assert [p.name for p in session.scalars(select(Passkey))] == ["My phone"]


def test_with_the_first_passkey_every_other_sign_in_ends(app: Flask, owner: FlaskClient) -> None:
    elsewhere = by_password(app, OWNER)
    assert is_in(elsewhere)
    add_passkey(owner, Phone())
    assert not is_in(elsewhere)
    assert is_in(owner), "the one that set it up goes on"


def test_a_second_phone_is_added_and_the_first_one_removed(
    app: Flask, owner: FlaskClient, phone: Phone, session: Session
) -> None:
    other = Phone()
    assert add_passkey(owner, other, "My tablet").status_code == 302
    first = session.scalars(select(Passkey.id).where(Passkey.name == "My phone")).one()
    token = csrf_token(owner)
    owner.post(f"/me/signing-in/passkeys/{first}/remove", data={"csrf_token": token})
    gone, works = app.test_client(), app.test_client()
    sign_in_by(gone, phone)
    sign_in_by(works, other)
    assert (is_in(gone), is_in(works)) == (False, True)


def _elsewhere(phone: Phone) -> None:
    phone.origin = "https://homecare.example.evil.example"


def _subdomain(phone: Phone) -> None:
    phone.origin = "https://evil.homecare.example"


def _plain(phone: Phone) -> None:
    phone.origin = "http://homecare.example"


def _other_host(phone: Phone) -> None:
    phone.rp = bytes(32)


def _not_verified(phone: Phone) -> None:
    phone.flags = FLAG.UP


def _other_key(phone: Phone) -> None:
    phone.key = Phone().key


def _copied(phone: Phone) -> None:
    phone.counter = -1  # an answer that counts no further than the last one


def _unknown(phone: Phone) -> None:
    phone.id = Phone().id


ATTACKS = [
    _elsewhere, _subdomain, _plain, _other_host, _not_verified, _other_key, _copied, _unknown,
]  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("page", ["/sign-in", "/sign-in/step"])
def test_what_a_passkey_of_another_place_or_hand_says_is_refused(
    app: Flask, phone: Phone, attack: object, page: str
) -> None:
    sign_in_by(app.test_client(), phone)
    attack(phone)  # type: ignore[operator]
    browser = app.test_client() if page == "/sign-in" else by_password(app, OWNER)
    answer = sign_in_by(browser, phone, page)
    assert not is_in(browser)
    assert "That passkey did not work here" in (answer.text + browser.get("/sign-in").text)


@pytest.mark.parametrize("attack", [_elsewhere, _subdomain, _other_host, _not_verified])
def test_none_is_set_up_from_another_place(
    owner: FlaskClient, session: Session, attack: object
) -> None:
    stranger = Phone()
    attack(stranger)  # type: ignore[operator]
    assert add_passkey(owner, stranger).status_code == 422
    assert session.scalars(select(Passkey)).all() == []


def test_an_answer_works_once_also_with_the_cookie_of_its_question(
    app: Flask, phone: Phone
) -> None:
    browser = app.test_client()
    question = question_on(browser.get("/sign-in").text)
    before = dict(browser._cookies)
    form = {"answer": phone.sign(question), "csrf_token": csrf_token(browser)}
    phone.counter = 0  # as phones do that count nothing
    browser.post("/sign-in/passkey", data=form)
    assert is_in(browser)
    thief = app.test_client()
    thief._cookies = before
    thief.post("/sign-in/passkey", data=form)
    assert not is_in(thief)


def test_a_passkey_of_somebody_else_is_no_second_step(
    app: Flask, session: Session, phone: Phone
) -> None:
    make_practice(session, "Elsewhere", OTHER)
    theirs = Phone()
    add_passkey(signed_in(app, OTHER), theirs)
    thief = by_password(app, OWNER)
    assert sign_in_by(thief, theirs, "/sign-in/step").status_code == 422
    assert not is_in(thief)


RUBBISH = [
    "", "x", "[]", "{}", "null", '{"id": 5}', '{"id": "a", "rawId": "b"}', "9" * 30_000,
    '{"id": "YQ", "rawId": "YQ", "type": "public-key", "response": {}}',
]  # fmt: skip


@pytest.mark.parametrize("rubbish", RUBBISH)
def test_rubbish_is_no_answer_and_breaks_nothing(
    app: Flask, owner: FlaskClient, phone: Phone, rubbish: str
) -> None:
    for browser, page in (
        (app.test_client(), "/sign-in/passkey"),
        (by_password(app, OWNER), "/sign-in/step"),
        (owner, "/me/signing-in/passkey"),
        (owner, "/sign-in/again"),
    ):
        browser.get(page)
        form = {"answer": rubbish, "name": "x", "csrf_token": csrf_token(browser)}
        assert browser.post(page, data=form).status_code in (302, 422)


@pytest.mark.parametrize(
    ("address", "possible"),
    [
        ("https://homecare.example", True),
        ("http://localhost:5000", True),
        ("http://127.0.0.1:5000", False),
        ("https://192.0.2.7", False),
        ("http://homecare.example", False),
        ("http://[::1]:5000", False),
    ],
)
def test_browsers_make_passkeys_for_names_only(address: str, possible: bool) -> None:
    assert can_have(address) is possible
