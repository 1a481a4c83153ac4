"""The second step: what a password opens alone, and what each kind of code does, once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from homecare.accounts.factors import codes
from homecare.accounts.models import CodeApp, Person, Practice, RecoveryCode, SignIn
from homecare.keys import secrets_of
from homecare.mail.models import OutboxMail
from tests.accounts.factors.made import (
    a_wrong_code,
    by_password,
    code_now,
    give_code,
    is_in,
    make_app,
    make_codes,
)
from tests.make.people import (
    NOW,
    PASSWORD,
    csrf_token,
    make_membership,
    make_practice,
    make_therapist,
)

OWNER = "owner@homecare.example"
pytestmark = pytest.mark.usefixtures("clock", "with_app")


@pytest.fixture
def with_app(app: Flask, session: Session) -> None:
    """The owner of a practice, who has an app for codes."""
    make_practice(session)
    make_app(app, session, OWNER)


@pytest.mark.parametrize("page", ["/caseload", "/practice", "/me/password", "/me/signing-in"])
def test_a_password_alone_opens_the_second_step_and_nothing_else(app: Flask, page: str) -> None:
    browser = by_password(app, OWNER, remember="y")
    answer = browser.get(page)
    assert answer.status_code == 302
    assert answer.location.startswith("/sign-in/step")
    assert browser.get("/api/v1/today").status_code == 401
    shown = browser.get("/sign-in/step")
    assert "The second step" in shown.text
    assert "Olive Owner" not in shown.text
    assert not is_in(browser)


def test_the_right_code_lets_in_and_leads_to_the_page_that_was_asked_for(app: Flask) -> None:
    browser = by_password(app, OWNER)
    there = browser.get("/practice").location
    assert 'name="next" value="/practice"' in browser.get(there).text
    answer = give_code(browser, code_now(), next="/practice")
    assert (answer.status_code, answer.location) == (302, "/practice")
    assert is_in(browser)


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example"]
)
def test_nobody_is_led_to_another_site(app: Flask, elsewhere: str) -> None:
    answer = give_code(by_password(app, OWNER), code_now(), next=elsewhere)
    assert (answer.status_code, answer.location) == (302, "/")


@pytest.mark.both_databases
def test_a_code_that_was_used_opens_nothing_again(app: Flask) -> None:
    """A replayed code: somebody looks over a shoulder, and has the password too."""
    seen = code_now()
    assert give_code(by_password(app, OWNER), seen).status_code == 302
    thief = by_password(app, OWNER)
    answer = give_code(thief, seen)
    assert answer.status_code == 422
    assert "it was used before" in answer.text
    assert not is_in(thief)
    assert give_code(thief, code_now(1)).status_code == 302, "the next one works"


def test_a_half_sign_in_ends_after_ten_minutes(app: Flask) -> None:
    browser = by_password(app, OWNER)
    with time_machine.travel(NOW.replace(minute=11), tick=False):
        answer = give_code(browser, code_now())
        assert (answer.status_code, answer.location) == (302, "/sign-in")
        assert not is_in(browser)


def test_a_half_sign_in_is_no_device_that_is_known(app: Flask) -> None:
    browser = by_password(app, OWNER)
    assert browser.get_cookie("__Host-session_device") is None
    give_code(browser, code_now())
    assert browser.get_cookie("__Host-session_device") is not None


def test_the_name_of_a_half_sign_in_is_worth_nothing_after_it(app: Flask) -> None:
    """Whoever planted or copied the cookie before the second step is not let in by it."""
    browser = by_password(app, OWNER, remember="y")
    thief = app.test_client()
    for cookie in browser._cookies.values():
        thief.set_cookie(cookie.key, cookie.value)
    give_code(browser, code_now())
    assert is_in(browser)
    assert not is_in(thief)


def test_wrong_codes_wait_wherever_they_come_from_and_are_mailed(
    app: Flask, session: Session
) -> None:
    answers = []
    for number in range(7):
        thief = by_password(app, OWNER)
        home = {"REMOTE_ADDR": f"203.0.113.{number}"}
        form = {"code": a_wrong_code(), "csrf_token": csrf_token(thief)}
        answers.append(thief.post("/sign-in/step", data=form, environ_base=home).status_code)
    assert answers == [422] * 5 + [429] * 2
    right = give_code(by_password(app, OWNER), code_now())
    assert right.status_code == 429, "nor is the right one looked at"
    assert "Wait 2 seconds" in right.text
    told = session.scalars(select(OutboxMail).where(OutboxMail.kind == "wrong-codes")).all()
    assert [mail.to_address for mail in told] == [OWNER]


def test_a_device_that_signed_in_before_waits_for_nobody_else(app: Flask) -> None:
    known = by_password(app, OWNER)
    give_code(known, code_now(-1))
    known.post("/sign-out", data={"csrf_token": csrf_token(known)})
    for _ in range(6):
        give_code(by_password(app, OWNER), a_wrong_code())
    assert give_code(by_password(app, OWNER, known), code_now()).status_code == 302


@pytest.mark.both_databases
def test_a_recovery_code_works_once_and_says_how_many_are_left(
    app: Flask, session: Session
) -> None:
    first, *_ = make_codes(session, OWNER)
    browser = by_password(app, OWNER)
    assert give_code(browser, first.lower().replace("-", " ")).status_code == 302
    assert "9 recovery codes left" in browser.get("/caseload").text
    thief = by_password(app, OWNER)
    assert give_code(thief, first).status_code == 422
    assert not is_in(thief)


@pytest.mark.both_databases
@pytest.mark.parametrize("kind", ["app", "recovery"])
def test_of_many_who_write_one_code_at_the_same_moment_one_comes_in(
    app: Flask, session: Session, kind: str
) -> None:
    """A page that was phished passes a code on while its owner presses the button."""
    code = code_now() if kind == "app" else make_codes(session, OWNER)[0]
    browsers = [by_password(app, OWNER) for _ in range(4)]
    forms = [{"code": code, "csrf_token": csrf_token(browser)} for browser in browsers]
    start = Barrier(len(browsers))

    def press(browser: FlaskClient, form: dict[str, str]) -> int:
        start.wait()
        return browser.post("/sign-in/step", data=form).status_code

    with ThreadPoolExecutor(len(browsers)) as people:
        answers = sorted(people.map(press, browsers, forms))
    assert answers[0] == 302
    assert set(answers[1:]) <= {422, 429}
    assert [is_in(browser) for browser in browsers].count(True) == 1


def test_recovery_codes_and_seeds_are_not_readable_where_they_are_kept(
    app: Flask, session: Session
) -> None:
    made = [codes.without_gaps(code) for code in make_codes(session, OWNER)]
    kept = [row.code_hash.upper() for row in session.scalars(select(RecoveryCode))]
    assert len(made) == len(kept) == 10
    assert not any(code in row for code in made for row in kept)
    seed = session.scalars(select(CodeApp.seed)).one()
    assert "a seed of the tests" not in seed
    assert secrets_of(app.config)[0] not in seed


def test_nothing_typed_is_nothing_tried(app: Flask) -> None:
    browser = by_password(app, OWNER)
    for _ in range(9):
        assert give_code(browser, " ").status_code == 422
    assert give_code(browser, code_now()).status_code == 302


RUBBISH = ["x" * 5000, "\ud800", "²²²²²²", "12345٣", "-12345", "1e3051", "<b>", "'; --", "\r\n1"]


@pytest.mark.parametrize("typed", RUBBISH)
def test_rubbish_is_no_code_and_breaks_nothing(app: Flask, typed: str) -> None:
    browser = by_password(app, OWNER)
    form = {"code": typed.encode("utf-8", "surrogatepass"), "csrf_token": csrf_token(browser)}
    assert browser.post("/sign-in/step", data=form).status_code == 422
    assert not is_in(browser)


def test_a_code_of_somebody_else_is_wrong(app: Flask, session: Session) -> None:
    make_practice(session, "Elsewhere", "other@elsewhere.example")
    theirs, *_ = make_codes(session, "other@elsewhere.example")
    assert give_code(by_password(app, OWNER), theirs).status_code == 422


def test_a_key_that_was_lost_makes_the_app_useless_and_nothing_break(
    app: Flask, session: Session
) -> None:
    first, *_ = make_codes(session, OWNER)
    session.execute(update(CodeApp).values(seed="sealed by another key"))
    session.commit()
    browser = by_password(app, OWNER)
    assert give_code(browser, code_now()).status_code == 422
    assert give_code(browser, first).status_code == 302


def test_a_form_that_waits_is_carried_through_the_second_step(app: Flask, session: Session) -> None:
    browser = by_password(app, OWNER)
    give_code(browser, code_now(-1))
    form = {"name": "Nadia", "email": "nadia@homecare.example", "role": "therapist",
            "csrf_token": csrf_token(browser)}  # fmt: skip
    session.execute(SignIn.__table__.delete())
    session.commit()
    asked = browser.post("/practice/colleagues", data=form)
    assert asked.status_code == 401
    packed = _packed(asked.text)
    fields = {"email": OWNER, "password": PASSWORD, "not_saved": packed}
    step = browser.post("/sign-in", data={**fields, "csrf_token": csrf_token(browser)})
    assert "The second step" in step.text
    answer = give_code(browser, code_now(), not_saved=_packed(step.text))
    assert (answer.status_code, answer.location) == (307, "/practice/colleagues")
    given = browser.post("/practice/colleagues", data={"not_saved": packed})
    assert 'value="nadia@homecare.example"' in given.text


def _packed(page: str) -> str:
    return page.split('name="not_saved" value="')[1].split('"')[0]


def test_a_new_password_by_mail_does_not_take_the_second_step_away(
    app: Flask, session: Session
) -> None:
    session.execute(update(Person).values(fs_uniquifier="anew"))
    session.commit()
    assert not is_in(by_password(app, OWNER))


def test_a_demonstration_and_a_practice_from_before_ask_for_nothing(session: Session) -> None:
    assert session.scalars(select(Practice.factors_from)).one() is None


def test_the_page_names_the_practice_that_asks_and_who_can_really_help(
    app: Flask, session: Session
) -> None:
    asking = session.scalars(select(Practice)).one()
    asking.factors_from = NOW.date()
    therapist = make_therapist(session, asking)
    browser = by_password(app, "therapist@homecare.example")
    page = " ".join(browser.get("/sign-in/step").text.split())
    assert "Riverside Practice asks whoever works there for a second step" in page
    assert "An owner of Riverside Practice can give you one." in page
    assert "one sign-in for everything" not in page
    other, _ = make_practice(session, "Elsewhere Physiotherapy", "owner@elsewhere.example")
    make_membership(session, other, session.get_one(Person, therapist.person_id))
    page = " ".join(browser.get("/sign-in/step").text.split())
    assert "Riverside Practice asks whoever works there" in page
    assert "Elsewhere Physiotherapy" not in page
    assert "the step comes before all of it" in page
    assert "Whoever runs this server can give you one" in page
    assert "An owner of" not in page
