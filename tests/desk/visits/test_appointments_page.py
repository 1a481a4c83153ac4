"""Appointments on the client's page: booked, moved, cancelled, missed, and kept by one press."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from homecare.clients.appointments import book
from homecare.clients.models import Appointment, Visit
from tests.desk.browsing import error_at, look_again, of, opened, send
from tests.make.diary import Care
from tests.make.people import NOW, acting, signed_in

LATER = NOW + timedelta(days=3)  # Thursday 5 March, 09:00
AT = datetime.fromisoformat


@pytest.fixture(autouse=True)
def three_days_later(clock: time_machine.Traveller) -> None:
    clock.move_to(LATER)


def booked(session: Session, care: Care, at: str) -> Appointment:
    made = book(acting(session, care.therapist, NOW), care.episode, AT(at))
    session.commit()
    return made


def address(made: Appointment, part: str = "") -> str:
    return of(made.client_id, f"/appointments/{made.id}{part}")


def press(browser: FlaskClient, made: Appointment, part: str, **data: Any) -> TestResponse:
    knows = {} if part else {"opened": opened(browser, address(made))}
    return send(browser, address(made, part), address(made), **knows, **data)


def said(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def state(session: Session) -> str:
    look_again(session)
    return session.scalars(select(Appointment.state)).one()


def test_one_is_booked_without_a_visit(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    page = of(care.client.id)
    for at in ("2026-03-20T10:00", "2026-03-09T14:30"):
        send(therapist, f"{page}/appointments", page, next_appointment=at)
    shown = said(therapist.get(page).text)
    assert "No visits so far. Next: Mon 9 Mar, 14:30" in shown
    assert "Mon 9 Mar, 14:30 Fri 20 Mar, 10:00" in shown
    row = said(therapist.get("/caseload").text)
    assert "Mon 9 Mar, 14:30" in row
    assert "No next visit" not in row


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("", "Write a day and a time."),
        ("soon", "Write a day and a time."),
        ("2026-03-05T08:00", "The next appointment must be still to come."),
        ("2036-03-05T08:00", "Check the year of the appointment."),
        ("2026-03-29T01:30", "The clocks go forward then"),
    ],
)
def test_a_time_that_can_not_be_is_told_at_the_field(
    therapist: FlaskClient, session: Session, care: Care, at: str, words: str
) -> None:
    page = of(care.client.id)
    answer = send(therapist, f"{page}/appointments", page, next_appointment=at)
    assert answer.status_code == 422
    assert words in said(answer.text)
    assert f'value="{at}"' in answer.text
    made = booked(session, care, "2026-03-09T14:30")
    answer = press(therapist, made, "", next_appointment=at)
    assert answer.status_code == 422
    assert error_at(answer, "next_appointment").startswith(words)


def test_one_is_moved_and_cancelled_with_who_and_why(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    made = booked(session, care, "2026-03-09T14:30")
    press(therapist, made, "", next_appointment="2026-03-10T09:00", reason="train strike")
    assert "Next: Tue 10 Mar, 09:00" in said(therapist.get(of(care.client.id)).text)
    press(therapist, made, "/cancel", reason="on holiday")
    shown = said(therapist.get(address(made)).text)
    assert "Moved to Tue 10 Mar, 09:00 train strike" in shown
    assert "Theo Therapist Cancelled: Tue 10 Mar, 09:00 on holiday" in shown
    page = said(therapist.get(of(care.client.id)).text)
    assert "No appointment is to come." in page
    assert "Appointment of Tue 10 Mar, 09:00 cancelled on holiday." in page
    assert "No next visit" in said(therapist.get("/caseload").text)


def test_who_did_not_come_is_noted_and_counts_as_no_visit(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    made = booked(session, care, "2026-03-04T14:30")
    assert "What became of it? Yesterday, 14:30" in said(therapist.get(of(care.client.id)).text)
    press(therapist, made, "/missed", reason="no call")
    assert state(session) == "missed"
    page = said(therapist.get(of(care.client.id)).text)
    assert "No visits so far." in page
    assert "Did not come: yesterday, 14:30 no call." in page
    press(therapist, made, "/reopen")
    assert state(session) == "booked"


def test_one_that_is_to_come_can_not_have_been_missed(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    made = booked(session, care, "2026-03-09T14:30")
    answer = press(therapist, made, "/missed")
    assert answer.status_code == 422
    assert "It is still to come." in said(answer.text)
    assert state(session) == "booked"


def test_a_kept_one_becomes_a_visit_by_one_press(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    made = booked(session, care, "2026-03-04T14:30")
    assert 'name="on" required type="date" value="2026-03-04"' in re.sub(
        r"\s+", " ", therapist.get(of(care.client.id)).text
    )
    answer = press(therapist, made, "/kept")
    look_again(session)
    visit = session.scalars(select(Visit)).one()
    assert str(visit.on) == "2026-03-04"
    assert answer.location == of(care.client.id, f"/visits/{visit.id}")
    assert state(session) == "kept"
    again = press(therapist, made, "/kept")
    assert again.location == answer.location
    assert len(session.scalars(select(Visit)).all()) == 1


def test_a_visit_that_gets_another_day_is_no_longer_what_they_came_to(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    made = booked(session, care, "2026-03-04T14:30")
    page = press(therapist, made, "/kept").location

    def redated(to: str, seen: int) -> str:
        fields = {"correct-on": to, "correct-seen": str(seen)}
        return said(therapist.get(send(therapist, page, **fields).location).text)

    assert "The appointment of yesterday, 14:30 is open again" in redated("2026-03-03", 0)
    assert state(session) == "booked"
    assert "What became of it?" in therapist.get(address(made)).text
    assert "Stands again" in said(therapist.get(address(made)).text)
    assert "is open again" not in redated("2026-03-04", 1)
    assert state(session) == "kept"
    assert "Open the visit" in therapist.get(address(made)).text


def test_each_step_stands_in_the_audit_trail_in_words(
    app: Flask, therapist: FlaskClient, session: Session, care: Care
) -> None:
    made = booked(session, care, "2026-03-04T14:30")
    press(therapist, made, "/missed")
    press(therapist, made, "/kept")
    therapist.get(address(made))
    trail = signed_in(app, "owner@homecare.example").get("/practice/audit").text
    for words in ("Booked an appointment", "Noted that a client did not come",
                  "Kept an appointment as a visit", "Opened an appointment"):  # fmt: skip
        assert words in trail


def test_a_visit_later_that_day_leaves_did_not_come_and_says_so(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    made = booked(session, care, "2026-03-04T14:30")
    press(therapist, made, "/missed")
    page = of(care.client.id)
    send(therapist, f"{page}/visits", page, on="2026-03-04", note="Gluteals")
    assert state(session) == "missed"
    assert "Of 14:30 that day it still says “did not come”." in said(therapist.get(page).text)
    press(therapist, made, "/kept")
    assert state(session) == "kept"
    look_again(session)
    visit = session.scalars(select(Visit)).one()
    assert session.scalars(select(Appointment.visit_id)).one() == visit.id
