"""Whoever is assigned a programme is told of it, and the mail keeps what is about health inside."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.accounts.models import Consent
from homecare.accounts.queries import login_of
from homecare.mail.models import OutboxMail
from homecare.programmes.emails import programme_email
from tests.desk.programme.builder import send, typed
from tests.make.people import (
    NOW,
    make_client_login,
)
from tests.make.programmes import Room, make_plan, make_programme
from tests.snapshots import assert_as_approved

pytestmark = pytest.mark.usefixtures("clock")


ADDRESS = "sam.reed@post.example"  # of the room's client


def test_a_client_with_a_login_is_told_by_mail_without_health_in_the_subject(
    therapist: FlaskClient, room: Room, session: Session
) -> None:
    make_client_login(session, room.practice, room.client.id, ADDRESS)
    consent = {"client_id": room.client.id, "kind": "email", "wording": "Yes", "given_at": NOW}
    session.add(
        Consent(
            practice_id=room.practice.id, recorded_by=room.therapist.person_id, **consent
        )
    )  # fmt: skip
    make_programme(session, room.therapist, room.episode, make_plan(room.library))
    fewer = make_plan(room.library, advice=())
    answer = send(therapist, room, typed(fewer, 1))
    assert (
        "An email about it to Sam Reed is written, but not sent"
        in therapist.get(answer.location).text
    )
    mail = session.scalars(select(OutboxMail)).one()
    assert mail.subject == "Your programme has changed"
    assert mail.to_address == ADDRESS
    for body in (mail.text, mail.html):
        assert "Removed advice: About bath" in body
        assert "https://homecare.example/today" in body


def test_the_mail_reads_as_approved(session: Session, room: Room) -> None:
    make_client_login(session, room.practice, room.client.id)
    login = login_of(session, room.practice.id, room.client.id)
    assert login is not None
    version = make_programme(session, room.therapist, room.episode, make_plan(room.library))
    new = ["Added: Bridge", "Added advice: Break up long sitting, until 30 March 2026"]
    first = programme_email(
        login,
        login.person.email,
        room.therapist,
        version,
        new,
        "https://homecare.example",
        stopped=False,
    )
    assert_as_approved("programme-ready", first)
    version.number = 2
    told = ["Bridge: 2 sets → 3 sets", "Added: Clam"]
    changed = programme_email(
        login,
        login.person.email,
        room.therapist,
        version,
        told,
        "https://homecare.example",
        stopped=False,
    )
    assert_as_approved("programme-changed", changed)


def test_without_consent_to_mail_the_changes_stay_out_of_it(
    therapist: FlaskClient, room: Room, session: Session
) -> None:
    make_client_login(session, room.practice, room.client.id, ADDRESS)
    send(therapist, room, typed(make_plan(room.library)))
    mail = session.scalars(select(OutboxMail)).one()
    assert mail.subject == "Your programme is ready"
    assert "Knee rolls" not in mail.text


def test_a_client_without_a_login_gets_no_mail_and_the_therapist_is_told(
    therapist: FlaskClient, room: Room, session: Session
) -> None:
    answer = send(therapist, room, typed(make_plan(room.library)))
    assert "gets no email about it" in therapist.get(answer.location).text
    assert session.scalars(select(OutboxMail)).all() == []
