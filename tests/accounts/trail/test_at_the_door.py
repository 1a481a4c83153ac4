"""What happens at the door stands in the audit trail: in, out, in vain, and new passwords."""

from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.accounts.models import AuditLine
from homecare.accounts.trail.queries import found_breaks
from tests.accounts.trail.hand import write
from tests.make.people import (
    PASSWORD,
    csrf_token,
    make_membership,
    make_person,
    make_practice,
)

OWNER, NEW = "owner@homecare.example", "four plain words here"
Line = tuple[str, UUID | None, UUID | None]


def send(app: Flask, email: str = OWNER, password: str = PASSWORD):  # type: ignore[no-untyped-def]
    browser = app.test_client()
    browser.post("/sign-in", data={"email": email, "password": password,
                                   "csrf_token": csrf_token(browser)})  # fmt: skip
    return browser


def lines(session: Session) -> list[Line]:
    session.rollback()
    assert list(found_breaks(session)) == []
    found = session.scalars(select(AuditLine).order_by(AuditLine.id))
    return [(one.action, one.practice_id, one.actor_id) for one in found
            if one.action.startswith(("sign_in", "password"))]  # fmt: skip


def test_in_and_out(app: Flask, session: Session) -> None:
    practice, owner = make_practice(session)
    browser = send(app)
    browser.post("/sign-out", data={"csrf_token": csrf_token(browser, "/practice")})
    me = practice.id, owner.person_id
    assert lines(session) == [("sign_in.in", *me), ("sign_in.out", *me)]


def test_a_wrong_password_says_whose_and_not_what(app: Flask, session: Session) -> None:
    practice, owner = make_practice(session)
    send(app, password="another one entirely")
    assert lines(session) == [("sign_in.failed", practice.id, None)]
    [subject] = session.scalars(select(AuditLine.subject).where(AuditLine.seq == 1)).all()
    assert subject == str(owner.person_id)


def test_an_address_nobody_has_is_in_nobodys_chain_and_not_written_down(
    app: Flask, session: Session
) -> None:
    write(session, make_practice(session)[1], "practice.make")
    send(app, "a-password-in-the-wrong-field@post.example", "x")
    assert lines(session) == [("sign_in.failed", None, None)]
    assert session.scalars(select(AuditLine.subject)).all() == ["", ""]


def test_somebody_with_two_practices_is_in_the_chain_of_each(app: Flask, session: Session) -> None:
    first, _ = make_practice(session)
    second, _ = make_practice(session, "Hill Practice", "owner@hill.example")
    both = make_person(session, "both@post.example")
    for practice in (first, second):
        make_membership(session, practice, both)
    send(app, "both@post.example")
    assert {practice for _, practice, _ in lines(session)} == {first.id, second.id}


def test_a_new_password(app: Flask, session: Session) -> None:
    make_practice(session)
    browser = send(app)
    browser.post("/me/password", data={
        "password": PASSWORD, "new_password": NEW, "new_password_confirm": NEW,
        "csrf_token": csrf_token(browser, "/me/password"),
    })  # fmt: skip
    assert [action for action, *_ in lines(session)] == ["sign_in.in", "password.changed"]


@pytest.mark.parametrize(
    ("page", "action", "subject"),
    [
        ("/caseload?whose=all", "caseload.view", "all"),
        ("/caseload?whose=somebody@post.example", "caseload.view", "mine"),
        ("/flags", "flags.view", "mine"),
        ("/practice/audit?as=csv", "trail.export", ""),
    ],
)
def test_a_list_that_was_looked_at(
    app: Flask, session: Session, page: str, action: str, subject: str
) -> None:
    make_practice(session)
    assert send(app).get(page).status_code == 200
    session.rollback()
    found = session.scalars(select(AuditLine).order_by(AuditLine.id.desc())).first()
    assert found is not None
    assert (found.action, found.subject) == (action, subject)
