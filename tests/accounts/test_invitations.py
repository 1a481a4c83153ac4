"""Invitations: from the therapist's screen or the mail to the invited person's first page."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from homecare.accounts import operations
from homecare.accounts.invitations import Acceptance, accept_invitation, invite, send_invitation
from homecare.accounts.models import Invitation, Membership, Person
from homecare.acting import Actor
from homecare.clients.models import Client
from homecare.mail.models import OutboxMail
from tests.make.clients import make_client
from tests.make.people import (
    NOW,
    PASSWORD,
    acting,
    csrf_token,
    make_person,
    make_practice,
    make_therapist,
)
from tests.make.people import signed_in as sign_in

pytestmark = pytest.mark.usefixtures("clock")

SAM = "sam.reed@post.example"


@pytest.fixture
def owner(session: Session) -> Actor:
    return make_practice(session)[1]


def invite_client(session: Session, by: Actor, **how: Any) -> str:
    client, _ = make_client(session, by, email=how.pop("known_address", SAM))
    how = {"email": SAM, **how}
    token = invite(
        acting(session, by, NOW), role="client", name="Sam Reed", client_id=client.id, **how
    )
    session.commit()
    return f"/invitations/{token}"


def invite_colleague(session: Session, by: Actor, email: str = "new@homecare.example") -> str:
    token = invite(acting(session, by, NOW), role="therapist", name="Nora New", email=email)
    session.commit()
    return f"/invitations/{token}"


def accept(client: FlaskClient, page: str, **data: str) -> TestResponse:
    token = csrf_token(client, page)
    return client.post(page, data={"password": PASSWORD, "csrf_token": token, **data})


def people(session: Session, email: str) -> int:
    session.rollback()
    return len(session.scalars(select(Person).where(Person.email == email)).all())


def test_a_client_accepts_and_sees_today(app: Flask, session: Session, owner: Actor) -> None:
    client = app.test_client()
    assert accept(client, invite_client(session, owner)).location == "/today"
    assert client.get("/").location == "/today"


def test_a_colleague_accepts_and_sees_the_caseload(
    app: Flask, session: Session, owner: Actor
) -> None:
    client = app.test_client()
    assert accept(client, invite_colleague(session, owner)).location == "/caseload"


def test_a_client_without_an_address_types_one(app: Flask, session: Session, owner: Actor) -> None:
    page = invite_client(session, owner, email=None, known_address=None)
    client = app.test_client()
    assert "Write your email address" in accept(client, page).text
    assert "Write an address such as" in accept(client, page, email="sam at home").text
    assert accept(client, page, email="Sam@Post.example").location == "/today"
    assert sign_in(app, "sam@post.example")
    session.rollback()
    assert session.scalars(select(Client.email)).one() == "sam@post.example", "mail goes there"


def test_opening_the_link_changes_nothing(app: Flask, session: Session, owner: Actor) -> None:
    page = invite_client(session, owner)
    for _ in range(3):
        assert "Hello Sam Reed" in app.test_client().get(page).text
    assert people(session, SAM) == 0


def test_it_works_once(app: Flask, session: Session, owner: Actor) -> None:
    page = invite_client(session, owner)
    first, second = app.test_client(), app.test_client()
    token = csrf_token(second, page)
    accept(first, page)
    answer = second.post(page, data={"password": "another four words", "csrf_token": token})
    assert answer.status_code == 410
    assert "has been used" in answer.text
    assert sign_in(app, SAM)


def test_of_two_who_accept_at_the_same_moment_one_is_refused(
    app: Flask, session: Session, owner: Actor
) -> None:
    invite_client(session, owner)
    invitation = session.scalars(select(Invitation)).one()
    with app.app_context():
        accept_invitation(session, invitation, NOW, Acceptance(PASSWORD))
        session.expire(invitation)
        with pytest.raises(operations.Refusal, match="used already"):
            accept_invitation(session, invitation, NOW, Acceptance(PASSWORD))


def test_it_ends_after_two_weeks(app: Flask, session: Session, owner: Actor) -> None:
    page = invite_client(session, owner)
    with time_machine.travel(NOW + timedelta(days=14), tick=False):
        answer = app.test_client().get(page)
    assert answer.status_code == 410
    assert "has ended" in answer.text
    assert "no password was set" not in answer.text


def test_a_password_sent_after_it_has_ended_is_said_not_to_be_set(
    app: Flask, session: Session, owner: Actor
) -> None:
    page, browser = invite_client(session, owner), app.test_client()
    token = csrf_token(browser, page)
    with time_machine.travel(NOW + timedelta(days=14), tick=False):
        answer = browser.post(page, data={"password": PASSWORD, "csrf_token": token})
    assert answer.status_code == 410
    assert "Nothing was stored, and no password was set." in answer.text
    assert PASSWORD not in answer.text


def test_a_newer_invitation_makes_the_older_one_stop(
    app: Flask, session: Session, owner: Actor
) -> None:
    older, newer = invite_colleague(session, owner), invite_colleague(session, owner)
    assert "There is a newer invitation" in app.test_client().get(older).text
    assert app.test_client().get(newer).status_code == 200


def test_a_link_nobody_made_is_explained(app: Flask) -> None:
    answer = app.test_client().get("/invitations/nothing")
    assert answer.status_code == 410
    assert "do not know this invitation" in answer.text


def test_only_the_hash_of_the_token_is_kept(app: Flask, session: Session, owner: Actor) -> None:
    token = invite_client(session, owner).removeprefix("/invitations/")
    assert token not in str(session.scalars(select(Invitation.token_hash)).all())
    assert len(token) >= 43


def test_the_page_tells_its_address_to_nobody(app: Flask, session: Session, owner: Actor) -> None:
    answer = app.test_client().get(invite_client(session, owner))
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_a_bad_password_is_refused_at_its_field(app: Flask, session: Session, owner: Actor) -> None:
    client, page = app.test_client(), invite_client(session, owner)
    assert "at least 10 characters" in accept(client, page, password="short").text
    assert "Write a password" in accept(client, page, password="").text
    assert accept(client, page, password="p" * 5000).status_code == 422
    assert people(session, SAM) == 0


def test_somebody_with_a_sign_in_has_to_know_its_password(
    app: Flask, session: Session, owner: Actor
) -> None:
    make_person(session, SAM)
    client, page = app.test_client(), invite_client(session, owner)
    assert "Use the same password" in client.get(page).text
    assert "password that belongs to it" in accept(client, page, password="a new password").text
    assert sign_in(app, SAM), "the old password still holds"
    assert accept(client, page).location == "/today"
    assert people(session, SAM) == 1


def test_a_typed_address_that_has_a_sign_in_needs_its_password(
    app: Flask, session: Session, owner: Actor
) -> None:
    page = invite_client(session, owner, email=None)
    answer = accept(
        app.test_client(), page, email="owner@homecare.example", password="not hers, no"
    )
    assert "password that belongs to it" in answer.text


def test_somebody_signed_in_joins_with_one_button(
    app: Flask, session: Session, owner: Actor
) -> None:
    make_person(session, SAM)
    client = sign_in(app, SAM)
    page = invite_client(session, owner)
    assert accept(client, page, password="").location == "/today"


def test_somebody_else_who_is_signed_in_does_not_take_the_place(
    app: Flask, session: Session, owner: Actor
) -> None:
    client = sign_in(app, "owner@homecare.example")
    page = invite_client(session, owner)
    assert "for somebody else" in accept(client, page).text
    session.rollback()
    assert session.scalars(select(Membership.role)).all() == ["owner"]


def test_a_client_who_signs_in_already_is_not_invited_again(
    app: Flask, session: Session, owner: Actor
) -> None:
    accept(app.test_client(), invite_client(session, owner))
    session.rollback()
    client_id = session.scalars(
        select(Membership.client_id).where(Membership.role == "client")
    ).one()
    with pytest.raises(operations.Refusal, match="has a sign-in"):
        invite(acting(session, owner, NOW), role="client", name="Sam", client_id=client_id)


def test_only_the_owner_invites_colleagues(session: Session, owner: Actor) -> None:
    practice = session.scalars(select(Membership)).one().practice
    therapist = make_therapist(session, practice)
    with pytest.raises(PermissionError):
        invite(acting(session, therapist, NOW), role="owner", name="Eve", email="e@post.example")


def test_the_mail_carries_the_link_and_no_health_in_its_subject(
    app: Flask, session: Session, owner: Actor
) -> None:
    page = invite_client(session, owner)
    token = page.removeprefix("/invitations/")
    send_invitation(session, NOW, token, "https://homecare.example")
    session.commit()
    mail = session.scalars(select(OutboxMail)).one()
    mailed = re.findall(r"/invitations/[\w-]+", mail.text)[0]
    assert mailed != page  # what was only mailed proves a mailbox; what is shown does not
    assert (mail.to_address, mail.subject) == (SAM, "Your invitation from Riverside Practice")
    assert f"https://homecare.example{mailed}" in mail.html
    assert app.test_client().get(mailed).status_code == 200
    assert "16 March 2026" in mail.text
