"""Which passwords can be taken."""

import pytest
from flask import Flask
from flask_security import hash_password
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.accounts.installation import DEMONSTRATION, PUBLISHED, REAL, declare
from homecare.accounts.models import Person
from homecare.accounts.operations import make_person
from homecare.accounts.sign_in.passwords import problem_with
from homecare.refusals import Refusal
from tests.accounts.sign_in.test_forgotten_password import (
    NEW,
    ask_for_a_link,
    page_in,
    set_password,
    the_mail,
)
from tests.accounts.sign_in.test_sign_in import OWNER, try_to_sign_in
from tests.make.people import NOW, make_practice, signed_in, token_on

PUBLIC = "stands on a public page"


@pytest.mark.parametrize(
    "password",
    ["kettle-lamp-orchard-7", "correct horse battery", "Löwenzahn im Mai", "x7#Kq!92mzPw"],
)
def test_a_password_nobody_tries_first_is_taken(password: str) -> None:
    assert problem_with(password, "sam@post.example", "Sam Reed") is None


@pytest.mark.parametrize(
    "password",
    [
        "password123", "P@ssw0rd2026", "1234567890", "9876543210", "qwertyuiop", "aaaaaaaaaaaa",
        "abababababab", "Liverpool2025!", "liverpool1892", "sciatica2026", "sam@post.example",
        "Sam Reed12",
    ],
)  # fmt: skip
def test_a_password_that_is_tried_first_is_refused(password: str) -> None:
    problem = problem_with(password, "sam@post.example", "Sam Reed")
    assert problem is not None
    assert "easy to guess" in problem


@pytest.mark.parametrize(
    "password",
    ["correcthorsebatterystaple", "CorrectHorseBatteryStaple", "2yourbamboo!", "newcastle1892"],
)
def test_a_password_that_was_stolen_from_others_is_refused(password: str) -> None:
    problem = problem_with(password, "sam@post.example", "Sam Reed")
    assert problem is not None
    assert "stolen somewhere before" in problem


@pytest.mark.parametrize(("length", "taken"), [(9, False), (10, True), (128, True), (129, False)])
def test_the_length_has_its_bounds(length: int, taken: bool) -> None:
    password = ("kettle lamp " * 11)[:length]
    assert (problem_with(password) is None) is taken


@pytest.mark.parametrize("typed", [PUBLISHED, "Stretch-and-Walk-1", "stretch-and-walk-2026!"])
def test_the_demonstrations_is_refused_and_so_is_what_is_like_it(typed: str) -> None:
    assert PUBLIC in (problem_with(typed) or "")
    assert problem_with(typed, demonstration=True) is None


@pytest.mark.parametrize("kind", [REAL, None])
def test_nobody_joins_a_practice_with_the_demonstrations(
    app: Flask, session: Session, kind: str | None
) -> None:
    if kind:
        declare(session, kind, NOW)
    with app.app_context(), pytest.raises(Refusal, match=PUBLIC):
        make_person(session, NOW, "sam@post.example", "Sam Reed", PUBLISHED)


def test_everybody_joins_a_demonstration_with_it(app: Flask, session: Session) -> None:
    declare(session, DEMONSTRATION, NOW)
    with app.app_context():
        assert make_person(session, NOW, "sam@post.example", "Sam Reed", PUBLISHED).id


def who_has_it(app: Flask, session: Session) -> None:
    """An owner from before it was refused."""
    make_practice(session)
    with app.app_context():
        session.scalars(select(Person)).one().password = hash_password(PUBLISHED)
        session.commit()


def test_who_has_the_demonstrations_gets_in_by_a_link_alone(app: Flask, session: Session) -> None:
    who_has_it(app, session)
    visitor = app.test_client()
    shown = try_to_sign_in(visitor, OWNER, PUBLISHED).text
    assert PUBLIC in shown
    assert "I have forgotten my password" in shown
    assert visitor.get("/caseload").status_code == 302
    ask_for_a_link(visitor)
    page = page_in(the_mail(session))
    assert PUBLIC in set_password(visitor, page, PUBLISHED).text
    assert set_password(visitor, page, NEW).location == "/sign-in"
    assert signed_in(app, OWNER, NEW).get("/caseload").status_code == 200


def test_who_is_in_already_changes_it_for_another(app: Flask, session: Session) -> None:
    make_practice(session)
    owner = signed_in(app, OWNER)
    with app.app_context():
        session.scalars(select(Person)).one().password = hash_password(PUBLISHED)
        session.commit()
    page = owner.get("/me/password")
    form = {"password": PUBLISHED, "csrf_token": token_on(page.text)}
    for new, done in ((PUBLISHED, False), (NEW, True)):
        answer = owner.post(
            "/me/password", data=form | {"new_password": new, "new_password_confirm": new}
        )
        assert (answer.status_code == 302) is done
    assert signed_in(app, OWNER, NEW)


def test_in_a_demonstration_its_own_opens_the_door(app: Flask, session: Session) -> None:
    who_has_it(app, session)
    app.config["DEMONSTRATION"] = True
    assert try_to_sign_in(app.test_client(), OWNER, PUBLISHED).status_code == 302
