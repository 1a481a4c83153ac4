"""A discharge says what is booked, asks what becomes of it, does that, and its undoing too."""

from datetime import datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from homecare.clients.appointments import book, cancel
from homecare.clients.models import Appointment
from tests.desk.browsing import look_again, of, send
from tests.make.diary import Care
from tests.make.people import acting
from tests.today.visiting import words

pytestmark = pytest.mark.usefixtures("clock")

DAYS = (9, 12, 16)


@pytest.fixture(autouse=True)
def booked(session: Session, care: Care) -> None:
    """Three appointments, the last of them cancelled long before."""
    act = acting(session, care.therapist)
    made = [book(act, care.episode, datetime(2026, 3, day, 10)) for day in DAYS]  # noqa: DTZ001
    cancel(act, made[-1], "Holiday")
    session.commit()


def discharge(therapist: FlaskClient, care: Care, **data: str) -> TestResponse:
    return send(therapist, of(care.client.id, "/discharge"), ended="better", **data)


def states(session: Session) -> list[str]:
    look_again(session)
    return list(session.scalars(select(Appointment.state).order_by(Appointment.starts)))


def test_the_page_names_them_and_asks(therapist: FlaskClient, session: Session, care: Care) -> None:
    page = words(therapist.get(of(care.client.id, "/discharge")).text)
    assert "Booked still: Mon 9 Mar, 10:00; Thu 12 Mar, 10:00." in page
    answer = discharge(therapist, care)
    assert answer.status_code == 422
    assert "Choose what becomes of the appointments." in words(answer.text)
    assert states(session) == ["booked", "booked", "cancelled"]


def test_cancelled_with_the_care_and_booked_again_with_its_undoing(
    therapist: FlaskClient, session: Session, care: Care, clock: object
) -> None:
    clock.shift(60)  # type: ignore[attr-defined]
    assert discharge(therapist, care, booked="cancel").status_code == 302
    assert states(session) == ["cancelled"] * 3
    send(therapist, of(care.client.id, "/discharge/undo"), of(care.client.id))
    assert states(session) == ["booked", "booked", "cancelled"]


def test_left_as_they_are_where_that_is_wanted(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    discharge(therapist, care, booked="keep")
    assert states(session) == ["booked", "booked", "cancelled"]


def test_with_nothing_booked_nothing_is_asked(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    act = acting(session, care.therapist)
    for one in session.scalars(select(Appointment).where(Appointment.state == "booked")):
        cancel(act, one)
    session.commit()
    page = therapist.get(of(care.client.id, "/discharge")).text
    assert "Booked still" not in page
    assert discharge(therapist, care).status_code == 302
