"""The next appointment that was written down with a visit in the wrong record."""

from datetime import datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from homecare.clients.appointments import book
from homecare.clients.models import Appointment, Client, Visit
from homecare.clients.operations import record_visit
from tests.desk.browsing import error_at, look_again, of, search, send
from tests.make.clients import make_client
from tests.make.diary import TODAY, Care
from tests.make.people import acting
from tests.today.visiting import words

pytestmark = pytest.mark.usefixtures("clock")

AT = datetime(2026, 3, 9, 14, 30)  # noqa: DTZ001 (the practice's wall)
NEXT = "Next: Mon 9 Mar, 14:30"


@pytest.fixture
def bea(session: Session, care: Care) -> Client:
    return make_client(session, care.therapist, name="Bea Quist", email=None)[0]


@pytest.fixture
def booked(session: Session, care: Care) -> Appointment:
    act = acting(session, care.therapist)
    visit = record_visit(act, care.episode, TODAY, "Calf")
    session.flush()
    made = book(act, care.episode, AT, visit)
    session.commit()
    return made


def move(browser: FlaskClient, made: Appointment, to: Client, *along: str) -> str:
    """What is said once the visit has been moved."""
    page = of(made.client_id, f"/visits/{made.noted_with}")
    data = {"move-who": to.name, "move-to": str(to.id), "move-seen": "0"}
    answer = send(browser, f"{page}/move", page, **data, **{"move-along": list(along)})
    return words(browser.get(answer.location).text)


def test_it_is_offered_ticked_and_goes_along(
    therapist: FlaskClient, session: Session, booked: Appointment, bea: Client
) -> None:
    before, page = booked.client_id, of(booked.client_id, f"/visits/{booked.noted_with}")
    found = search(therapist, f"{page}/find", page, who="Quist").text
    assert f'value="{booked.id}" checked' in found
    assert "The appointment of Mon 9 Mar, 14:30 went along." in move(
        therapist, booked, bea, str(booked.id)
    )
    assert NEXT in words(therapist.get(of(bea.id)).text)
    assert NEXT not in words(therapist.get(of(before)).text)
    look_again(session)
    assert session.get_one(Appointment, booked.id).noted_with is not None


def test_unticked_it_stays_and_the_page_says_so(
    therapist: FlaskClient, booked: Appointment, bea: Client
) -> None:
    before = booked.client_id
    assert "The appointment of Mon 9 Mar, 14:30 stayed" in move(therapist, booked, bea)
    assert NEXT in words(therapist.get(of(before)).text)


def test_at_a_time_that_they_have_already_nothing_is_moved(
    therapist: FlaskClient, session: Session, care: Care, booked: Appointment, bea: Client
) -> None:
    book(acting(session, care.therapist), bea.episodes[0], AT)
    session.commit()
    page = of(booked.client_id, f"/visits/{booked.noted_with}")
    data = {"move-who": bea.name, "move-to": str(bea.id), "move-seen": "0",
            "move-along": str(booked.id)}  # fmt: skip
    answer = send(therapist, f"{page}/move", page, **data)
    assert error_at(answer, "move-along") == (
        "They have an appointment at that time already. Untick the appointment to leave it here."
    )
    look_again(session)
    visit = session.get_one(Visit, booked.noted_with)
    assert visit.client_id == booked.client_id == care.client.id
