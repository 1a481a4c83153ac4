"""What signing out ends: this phone's sign-in, also for whoever has copied its cookies."""

from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from flask_login import encode_cookie
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from homecare.accounts.models import Membership, Person, SignIn
from homecare.accounts.sign_in import sign_ins, this_sign_in
from tests.make.people import NOW, PASSWORD, csrf_token, make_practice

pytestmark = pytest.mark.usefixtures("clock")

OWNER = "owner@homecare.example"
PAGE = "/me/password"
DAY = timedelta(days=1)


@pytest.fixture
def person(session: Session) -> Person:
    make_practice(session)
    found = session.scalars(select(Person)).one()
    session.commit()
    return found


def device(app: Flask, remember: bool = True, password: str = PASSWORD) -> FlaskClient:
    client = app.test_client()
    token = csrf_token(client)
    form = {"email": OWNER, "password": password, "csrf_token": token}
    answer = client.post("/sign-in", data={**form, "remember": "y"} if remember else form)
    assert answer.status_code == 302
    return client


def copy_of(app: Flask, client: FlaskClient, *names: str) -> FlaskClient:
    """Another browser that was given those cookies."""
    thief = app.test_client()
    for name in names:
        cookie = client.get_cookie(name)
        assert cookie is not None, name
        thief.set_cookie(name, cookie.value)
    return thief


def comes_in(client: FlaskClient) -> bool:
    return client.get(PAGE).status_code == 200


def sign_out(client: FlaskClient) -> int:
    return client.post("/sign-out", data={"csrf_token": csrf_token(client, PAGE)}).status_code


def rows(session: Session) -> list[UUID]:
    session.rollback()
    return list(session.scalars(select(SignIn.id).order_by(SignIn.made_at)))


@pytest.mark.parametrize(
    "names",
    [("__Host-session",), ("__Host-remember_token",), ("__Host-session", "__Host-remember_token")],
)
@pytest.mark.usefixtures("person")
def test_a_copied_cookie_opens_nothing_after_signing_out(app: Flask, names: tuple[str]) -> None:
    phone = device(app)
    thief = copy_of(app, phone, *names)
    assert comes_in(thief), "until then it is as good as the phone"
    sign_out(phone)
    assert not comes_in(thief)
    assert thief.get("/api/v1/sync/entries").status_code in {401, 404, 405}
    assert not comes_in(copy_of(app, thief, "__Host-session")), "nor what it was answered with"


@pytest.mark.usefixtures("person")
def test_a_session_that_came_back_from_the_remember_cookie_ends_too(app: Flask) -> None:
    phone = device(app)
    phone.delete_cookie("__Host-session")
    assert comes_in(phone)
    thief = copy_of(app, phone, "__Host-session", "__Host-remember_token")
    sign_out(phone)
    assert not comes_in(phone)
    assert not comes_in(thief)


def test_signing_out_ends_no_other_phone(app: Flask, session: Session, person: Person) -> None:
    phone, computer = device(app), device(app, remember=False)
    sign_out(phone)
    assert comes_in(computer)
    assert len(rows(session)) == 1


def test_signing_out_everywhere_leaves_this_one_alone(
    app: Flask, session: Session, person: Person
) -> None:
    phone, computer = device(app), device(app)
    copies = [
        copy_of(app, phone, "__Host-remember_token"),
        copy_of(app, computer, "__Host-remember_token"),
    ]
    computer.post("/sign-out-everywhere", data={"csrf_token": csrf_token(computer, PAGE)})
    assert [comes_in(browser) for browser in (computer, phone, *copies)] == [True] + 3 * [False]
    assert len(rows(session)) == 1


def test_a_new_password_ends_every_other_sign_in(
    app: Flask, session: Session, person: Person
) -> None:
    phone, computer = device(app), device(app)
    form = {"password": PASSWORD, "new_password": "four plain words here",
            "new_password_confirm": "four plain words here"}  # fmt: skip
    computer.post(PAGE, data={**form, "csrf_token": csrf_token(computer, PAGE)})
    assert (comes_in(computer), comes_in(phone)) == (True, False)
    assert len(rows(session)) == 1


def test_somebody_who_may_not_come_in_any_more_is_out(
    app: Flask, session: Session, person: Person
) -> None:
    phone = device(app)
    person.active = False
    session.commit()
    assert not comes_in(phone)


def test_a_device_that_signs_in_anew_has_one_row(
    app: Flask, session: Session, person: Person
) -> None:
    for _ in range(3):
        sign_out(device(app))
    assert rows(session) == []
    device(app)
    assert len(rows(session)) == 1


def works_nowhere(session: Session) -> None:
    """Whoever works in a practice is signed out much sooner: test_how_long.py."""
    session.execute(update(Membership).values(disabled_at=NOW))
    session.commit()


def test_a_sign_in_unused_for_ninety_days_has_ended_and_is_forgotten(
    app: Flask, session: Session, person: Person
) -> None:
    works_nowhere(session)
    phone, unused = device(app), device(app)
    for days in (60, 120):
        with time_machine.travel(NOW + days * DAY, tick=False):
            assert comes_in(phone)
    with time_machine.travel(NOW + 120 * DAY, tick=False):
        assert not comes_in(unused)
        sign_ins.forget_unused(session, NOW + 120 * DAY)
        session.commit()
        assert comes_in(phone)
    assert len(rows(session)) == 1


def test_use_is_written_down_once_a_day(app: Flask, session: Session, person: Person) -> None:
    works_nowhere(session)
    phone = device(app)
    used = []
    for hours in (1, 25, 26):
        with time_machine.travel(NOW + timedelta(hours=hours), tick=False):
            comes_in(phone)
        session.rollback()
        used.append(session.scalars(select(SignIn.used_at)).one())
    assert used == [NOW, NOW + timedelta(hours=25), NOW + timedelta(hours=25)]


def older_sign_in(app: Flask, person: Person) -> FlaskClient:
    """A browser that signed in before sign-ins had rows: its cookie names the person only."""
    client = app.test_client()
    with app.app_context():
        client.set_cookie("__Host-remember_token", encode_cookie(person.fs_uniquifier))
    return client


def test_who_was_signed_in_before_the_upgrade_stays_so_until_signing_out(
    app: Flask, session: Session, person: Person
) -> None:
    at = dict.fromkeys(("made_at", "used_at", "proved_at"), NOW)
    session.add(SignIn(id=person.id, person_id=person.id, kept=True, browser="", **at))
    session.commit()
    phone, copied = older_sign_in(app, person), older_sign_in(app, person)
    assert comes_in(phone)
    assert comes_in(copied)
    sign_out(phone)
    assert not comes_in(phone)
    assert not comes_in(copied)


def test_a_cookie_that_names_no_sign_in_opens_nothing(app: Flask, person: Person) -> None:
    assert not comes_in(older_sign_in(app, person)), "the person came after the upgrade"


def test_who_can_not_be_signed_out_now_is_not_told_so(
    app: Flask, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = device(app)

    def locked(_session: object) -> None:
        raise OperationalError("BEGIN IMMEDIATE", None, Exception("database is locked"))

    app.config["PROPAGATE_EXCEPTIONS"] = False
    monkeypatch.setitem(app.config, "TESTING", False)
    monkeypatch.setattr(this_sign_in, "turn_writer", locked)
    assert sign_out(phone) >= 500
    monkeypatch.undo()
    app.config["PROPAGATE_EXCEPTIONS"] = None
    assert comes_in(phone)
    assert sign_out(phone) == 302
    assert not comes_in(phone)
