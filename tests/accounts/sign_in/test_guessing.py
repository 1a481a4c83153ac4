"""Whoever guesses passwords waits longer and longer; whoever knows theirs comes in."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from time_machine import Traveller
from werkzeug.test import TestResponse

from homecare.accounts.invitations import invite
from homecare.accounts.models import Tries
from homecare.accounts.sign_in import tries
from homecare.accounts.sign_in.passwords import TOO_LONG
from homecare.acting import Actor
from homecare.mail.models import OutboxMail
from tests.make.clients import make_client
from tests.make.people import NOW, PASSWORD, acting, csrf_token, make_practice, signed_in

OWNER = "owner@homecare.example"
VICTIM, ATTACKER = "198.51.100.7", "203.0.113.9"
PAGE = "/me/password"
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def owner(session: Session, clock: Traveller) -> Actor:
    actor = make_practice(session)[1]
    session.commit()
    return actor


def at(app: Flask, address: str) -> FlaskClient:
    client = app.test_client()
    client.environ_base["REMOTE_ADDR"] = address
    return client


def sign_in(client: FlaskClient, password: str = PASSWORD, email: str = OWNER) -> TestResponse:
    form = {"email": email, "password": password, "csrf_token": csrf_token(client)}
    return client.post("/sign-in", data=form)


def attack(app: Flask, networks: int = 1, times: int = 120) -> None:
    """Wrong passwords as fast as they are answered, from one network or from several in turn."""
    client = at(app, ATTACKER)
    form = {"email": OWNER, "password": "a wrong guess", "csrf_token": csrf_token(client)}
    for number in range(times):
        if networks > 1:
            client.environ_base["REMOTE_ADDR"] = f"203.0.113.{number % networks}"
        client.post("/sign-in", data=form)


def attack_from_everywhere(app: Flask) -> None:
    attack(app, networks=30, times=150)


@pytest.mark.any_database
@pytest.mark.parametrize("length", [129, 5000, 200_000])
def test_what_is_longer_than_any_password_is_said_and_costs_no_try(
    app: Flask, session: Session, length: int
) -> None:
    somebody, typed = signed_in(app, OWNER), "x" * length
    new = {
        "new_password": "grass boat nine clouds",
        "new_password_confirm": "grass boat nine clouds",
    }
    session.query(Tries).delete()
    session.commit()
    for email in (OWNER, "nobody@homecare.example"):
        assert "<title>Error: Sign in" in sign_in(at(app, VICTIM), typed, email).text
    for page, others in (("/sign-in/again", {}), (PAGE, new)):
        form = {"password": typed, "csrf_token": csrf_token(somebody, page), **others}
        assert TOO_LONG in somebody.post(page, data=form).text
    assert session.scalar(select(func.count()).select_from(Tries)) == 0
    assert signed_in(app, OWNER, PASSWORD)


def test_a_hundred_wrong_passwords_from_elsewhere_keep_nobody_out(app: Flask) -> None:
    attack(app)
    assert sign_in(at(app, VICTIM)).status_code == 302


def test_under_attack_from_everywhere_a_new_device_waits_ten_seconds_once(
    app: Flask, clock: Traveller
) -> None:
    attack_from_everywhere(app)
    client = at(app, VICTIM)
    answer = sign_in(client)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "10")
    assert "Wait 10 seconds, then write your password again." in answer.text
    assert f'value="{OWNER}"' in answer.text, "the address stays"
    assert PASSWORD not in answer.text
    clock.shift(10 * SECOND)
    attack_from_everywhere(app)
    assert sign_in(client).status_code == 302


def test_a_device_that_signed_in_before_never_waits_for_others(app: Flask) -> None:
    phone = at(app, ATTACKER)
    sign_in(phone)
    phone.post("/sign-out", data={"csrf_token": csrf_token(phone, PAGE)})
    attack(app)
    attack_from_everywhere(app)
    assert sign_in(phone).status_code == 302


def test_a_known_device_has_a_budget_of_its_own(app: Flask) -> None:
    phone = at(app, VICTIM)
    sign_in(phone)
    phone.post("/sign-out", data={"csrf_token": csrf_token(phone, PAGE)})
    answers = [sign_in(phone, "a wrong guess").status_code for _ in range(8)]
    assert answers == [200] * 5 + [429] * 3


def test_a_new_password_makes_devices_strangers(app: Flask) -> None:
    stolen = at(app, ATTACKER)
    sign_in(stolen)
    kept = stolen.get_cookie("__Host-session_device")
    assert kept is not None
    computer = at(app, VICTIM)
    sign_in(computer)
    new = "four plain words here"
    form = {"password": PASSWORD, "new_password": new, "new_password_confirm": new}
    computer.post(PAGE, data={**form, "csrf_token": csrf_token(computer, PAGE)})
    attack_from_everywhere(app)
    other = at(app, ATTACKER)
    other.set_cookie("__Host-session_device", kept.value)
    assert sign_in(other, new).status_code == 429
    computer.post("/sign-out", data={"csrf_token": csrf_token(computer, PAGE)})
    assert sign_in(computer, new).status_code == 302


def test_a_made_up_device_is_a_stranger(app: Flask) -> None:
    attack_from_everywhere(app)
    client = at(app, VICTIM)
    client.set_cookie("__Host-session_device", '{"device":"mine","people":["all"]}.signed')
    assert sign_in(client).status_code == 429


def test_five_wrong_tries_cost_nothing_and_then_the_waits_grow_to_a_minute(
    app: Flask, clock: Traveller
) -> None:
    client, waits = at(app, VICTIM), []
    for _ in range(12):
        answer = sign_in(client, "a wrong guess")
        if answer.status_code == 429:
            waits.append(int(answer.headers["Retry-After"]))
            clock.shift(waits[-1] * SECOND)
            assert sign_in(client, "a wrong guess").status_code == 200
    assert waits == [2, 4, 8, 16, 32, 60, 60]
    clock.shift(60 * SECOND)
    assert sign_in(client).status_code == 302


def test_somebody_turned_away_waits_no_longer_for_asking(app: Flask, clock: Traveller) -> None:
    client = at(app, VICTIM)
    for _ in range(50):
        sign_in(client, "a wrong guess")
    clock.shift(2 * SECOND)
    assert sign_in(client).status_code == 302


def test_a_whole_clinic_is_not_shut_out_by_one_bot_in_it(app: Flask, clock: Traveller) -> None:
    bot = at(app, VICTIM)
    token = csrf_token(bot)
    for number in range(120):
        form = {"email": f"made.up.{number}@homecare.example", "password": "a guess here"}
        bot.post("/sign-in", data={**form, "csrf_token": token})
    colleague = at(app, VICTIM)
    assert sign_in(colleague).headers["Retry-After"] == "10"
    clock.shift(10 * SECOND)
    assert sign_in(colleague).status_code == 302


def test_one_customer_of_ipv6_is_one_network(app: Flask) -> None:
    for number in range(5):
        sign_in(at(app, f"2001:db8:1:2::{number}"), "a wrong guess")
    assert sign_in(at(app, "2001:db8:1:2:ffff::1")).status_code == 429
    assert sign_in(at(app, "2001:db8:1:3::1")).status_code == 302


def test_an_account_nobody_has_is_answered_alike(app: Flask) -> None:
    def answers(email: str) -> list[tuple[int, str | None]]:
        client = at(app, ATTACKER)
        told = [sign_in(client, "a wrong guess", email) for _ in range(7)]
        return [(answer.status_code, answer.headers.get("Retry-After")) for answer in told]

    assert answers(OWNER) == answers("nobody@homecare.example")


def invitation_for_the_owner(session: Session, owner: Actor, email: str | None) -> str:
    client, _ = make_client(session, owner)
    token = invite(
        acting(session, owner, NOW),
        role="client",
        name="Sam Reed",
        client_id=client.id,
        email=email,
    )
    session.commit()
    return f"/invitations/{token}"


@pytest.mark.parametrize("named", [True, False])
def test_an_invitation_is_no_side_door(
    app: Flask, session: Session, owner: Actor, named: bool
) -> None:
    page = invitation_for_the_owner(session, owner, OWNER if named else None)
    guesser = at(app, ATTACKER)
    form = {"password": "a wrong guess", "email": OWNER}
    for _ in range(5):
        answer = guesser.post(page, data={**form, "csrf_token": csrf_token(guesser, page)})
        assert answer.status_code == 422
    assert sign_in(guesser).status_code == 429, "one budget for both doors"
    form["password"] = PASSWORD
    answer = guesser.post(page, data={**form, "csrf_token": csrf_token(guesser, page)})
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "2")
    assert "Wait 2 seconds" in answer.text


@pytest.mark.parametrize("page", [PAGE, "/sign-in/again"])
def test_a_signed_in_thief_can_not_guess_the_password(app: Flask, page: str) -> None:
    thief = signed_in(app, OWNER)
    answers = []
    for _ in range(7):
        form = {"password": "a wrong guess", "new_password": "four plain words here",
                "new_password_confirm": "four plain words here"}  # fmt: skip
        token = csrf_token(thief, page)
        answers.append(thief.post(page, data={**form, "csrf_token": token}).status_code)
    assert answers == [200 if page == PAGE else 422] * 5 + [429] * 2


def test_made_up_addresses_fill_no_table(session: Session) -> None:
    for number in range(200):
        here = tries.door("a secret", f"{number}@post.example", f"network {number}", None)
        tries.take(session, NOW, here)
    keys = set(session.scalars(select(Tries.key)))
    assert all(int(key.rpartition("-")[2]) < tries.PLACES for key in keys)
    tries.forget_old(session, NOW + tries.FORGOTTEN_AFTER + SECOND)
    assert session.scalar(select(func.count()).select_from(Tries)) == 0


def test_asking_for_a_new_password_again_and_again_fills_no_mailbox(
    app: Flask, session: Session, clock: Traveller
) -> None:
    client = at(app, ATTACKER)
    for minute in range(0, 24 * 60, 5):
        clock.move_to(NOW + timedelta(minutes=minute))
        client.environ_base["REMOTE_ADDR"] = f"203.0.113.{minute % 250}"
        token = csrf_token(client, "/forgotten-password")
        answer = client.post("/forgotten-password", data={"email": OWNER, "csrf_token": token})
        assert answer.status_code < 400
        session.rollback()
        newest = session.scalars(select(func.max(OutboxMail.queued_at))).one()
        assert NOW + timedelta(minutes=minute) - newest < timedelta(hours=1), "one link works"
    assert len(session.scalars(select(OutboxMail.id)).all()) <= 26
