"""An appointment that was written into the wrong record is put into the right one."""

from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from homecare.accounts.models import AuditLine
from homecare.clients.appointments import book
from homecare.clients.models import Appointment, Client
from tests.desk.browsing import error_at, look_again, of, search, send
from tests.make.clients import make_client
from tests.make.diary import Care
from tests.make.people import acting, make_practice, signed_in
from tests.today.visiting import words

pytestmark = pytest.mark.usefixtures("clock")

AT = datetime(2026, 3, 9, 14, 30)  # noqa: DTZ001 (the practice's wall)
GONE = "Appointment moved to Ines Moor"
HERE = "Appointment of Mon 9 Mar, 14:30 moved here from Sam Reed"


@pytest.fixture
def other(session: Session, care: Care) -> Client:
    return make_client(session, care.therapist, name="Ines Moor", email=None)[0]


@pytest.fixture
def booked(session: Session, care: Care) -> Appointment:
    made = book(acting(session, care.therapist), care.episode, AT)
    session.commit()
    return made


def move(browser: FlaskClient, made: Appointment, to: Client) -> TestResponse:
    page = of(made.client_id, f"/appointments/{made.id}")
    data = {"whose-who": to.name, "whose-to": str(to.id), "whose-reason": "Namesake"}
    return send(browser, f"{page}/client", page, **data)


def test_it_leaves_one_record_for_the_other_and_both_say_so(
    app: Flask, therapist: FlaskClient, session: Session, booked: Appointment, other: Client
) -> None:
    before = booked.client_id
    found = search(
        therapist, of(before, f"/appointments/{booked.id}/find"), of(before), who="moor"
    ).text
    assert "Ines Moor, born" in found
    answer = move(therapist, booked, other)
    assert answer.location == of(other.id, f"/appointments/{booked.id}")
    assert "Moved here from Sam Reed :" in words(therapist.get(answer.location).text)
    theirs = words(therapist.get(of(other.id)).text)
    assert HERE in theirs
    assert "Next: Mon 9 Mar, 14:30" in theirs
    old = words(therapist.get(of(before)).text)
    assert f"{GONE} It was for Mon 9 Mar, 14:30." in old
    assert "Next: Mon 9 Mar" not in old
    mine = signed_in(app, "client@homecare.example").get("/today").text
    assert "9 March" not in mine
    look_again(session)
    lines = session.execute(
        select(AuditLine.action, AuditLine.client_id).where(AuditLine.action.contains("_"))
    ).all()
    assert ("appointment.move_away", before) in [tuple(line) for line in lines]
    assert ("appointment.moved_here", other.id) in [tuple(line) for line in lines]


def test_the_old_address_leads_to_where_it_stands(
    therapist: FlaskClient, booked: Appointment, other: Client
) -> None:
    old = of(booked.client_id, f"/appointments/{booked.id}")
    move(therapist, booked, other)
    assert therapist.get(old).location == of(other.id, f"/appointments/{booked.id}")


def test_a_time_that_they_have_already_is_refused_at_the_choice(
    therapist: FlaskClient, session: Session, care: Care, booked: Appointment, other: Client
) -> None:
    book(acting(session, care.therapist), other.episodes[0], AT)
    session.commit()
    answer = move(therapist, booked, other)
    assert answer.status_code == 422
    assert error_at(answer, "whose-to") == "They have an appointment at that time already."
    look_again(session)
    assert session.get_one(Appointment, booked.id).client_id == care.client.id


def test_one_of_another_practice_can_not_be_chosen(
    therapist: FlaskClient, session: Session, booked: Appointment
) -> None:
    _, elsewhere = make_practice(session, "Elsewhere", "owner@elsewhere.example")
    theirs, _ = make_client(session, elsewhere, name="Ines Moor", email=None)
    assert move(therapist, booked, theirs).status_code == 422
    look_again(session)
    assert session.get_one(Appointment, booked.id).client_id == booked.client_id != theirs.id
