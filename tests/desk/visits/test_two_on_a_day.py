"""Two appointments on one day: told apart, changed one by one, and one visit for the day."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.clients.appointments import book
from homecare.clients.models import Appointment, Visit
from tests.desk.browsing import look_again, of, send
from tests.desk.visits.test_appointments_page import AT, address, press, said
from tests.make.clients import make_client
from tests.make.diary import Care
from tests.make.people import NOW, acting, make_therapist


@pytest.fixture(autouse=True)
def three_days_later(clock: time_machine.Traveller) -> None:
    clock.move_to(NOW + timedelta(days=3))


@pytest.fixture
def two(session: Session, care: Care) -> list[Appointment]:
    """One in the morning and one in the afternoon of yesterday; nothing is said of them yet."""
    act = acting(session, care.therapist, NOW)
    made = [book(act, care.episode, AT(f"2026-03-04T{at}")) for at in ("09:00", "16:30")]
    session.commit()
    return made


def states(session: Session) -> list[str]:
    look_again(session)
    return list(session.scalars(select(Appointment.state).order_by(Appointment.starts)))


def test_each_page_names_the_other_and_what_became_of_it(
    therapist: FlaskClient, session: Session, two: list[Appointment]
) -> None:
    morning, afternoon = two
    assert "That day, too: 16:30 stands" in said(therapist.get(address(morning)).text)
    press(therapist, morning, "/missed")
    assert states(session) == ["missed", "booked"]
    assert "That day, too: 09:00 did not come" in said(therapist.get(address(afternoon)).text)


def test_the_one_they_came_to_is_kept_and_the_other_waits(
    therapist: FlaskClient, session: Session, two: list[Appointment]
) -> None:
    morning, afternoon = two
    page = press(therapist, afternoon, "/kept").location
    assert states(session) == ["booked", "kept"]
    assert "Booked that day were 09:00: say on each" in said(therapist.get(page).text)
    assert "it belongs to the visit of that day" in therapist.get(address(morning)).text
    assert press(therapist, morning, "/kept").location == page
    assert states(session) == ["kept", "kept"]
    assert len(session.scalars(select(Visit)).all()) == 1, "a day has one visit"


def test_one_that_was_not_kept_after_all_is_unsettled_and_the_visit_stays(
    therapist: FlaskClient, session: Session, two: list[Appointment]
) -> None:
    morning, afternoon = two
    for one in two:
        press(therapist, one, "/kept")
    press(therapist, morning, "/reopen")
    press(therapist, morning, "/missed")
    assert states(session) == ["missed", "kept"]
    visit = session.scalars(select(Visit)).one()
    assert visit.struck_at is None
    assert "That day, too: 09:00 did not come" in said(therapist.get(address(afternoon)).text)


def test_a_visit_written_down_for_the_day_asks_which_it_was(
    therapist: FlaskClient, session: Session, care: Care, two: list[Appointment]
) -> None:
    page = of(care.client.id)
    send(therapist, f"{page}/visits", page, on="2026-03-04", note="Gluteals")
    assert states(session) == ["booked", "booked"]
    shown = said(therapist.get(page).text)
    assert "Booked that day were 09:00 and 16:30: say on each of them" in shown
    assert 'value="2026-03-05"' in therapist.get(page).text, "that day has its visit"


def test_a_visit_hours_before_what_is_booked_leaves_it_expected_and_says_so(
    therapist: FlaskClient, session: Session, care: Care, clock: time_machine.Traveller
) -> None:
    book(acting(session, care.therapist, NOW), care.episode, AT("2026-03-05T20:30"))
    session.commit()
    clock.move_to(datetime(2026, 3, 5, 17, 5, tzinfo=UTC))
    page = of(care.client.id)
    send(therapist, f"{page}/visits", page, on="2026-03-05", note="Gluteals")
    assert states(session) == ["booked"]
    assert "They are still expected at 20:30 that day." in said(therapist.get(page).text)


def test_a_second_time_that_day_is_said_when_it_is_booked_or_moved(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    page = of(care.client.id)
    for at in ("2026-03-09T09:00", "2026-03-09T16:30", "2026-03-10T09:00"):
        send(therapist, f"{page}/appointments", page, next_appointment=at)
        shown = said(therapist.get(page).text)
        assert ("On Monday 9 March they are expected at 09:00, too" in shown) is ("16:30" in at)
        assert f"Booked: {'Tue 10' if '10T' in at else 'Mon 9'} Mar, {at[-5:]}." in shown
    moved = session.scalars(select(Appointment).order_by(Appointment.starts.desc())).first()
    assert moved is not None
    press(therapist, moved, "", next_appointment="2026-03-09T12:00")
    shown = said(therapist.get(page).text)
    assert "On Monday 9 March they are expected at 09:00 and 16:30, too." in shown
    assert said(therapist.get(page).text).count("Mon 9 Mar, ") >= 3


def test_two_clients_of_one_therapist_at_one_time_are_said(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    _, other_care = make_client(session, care.therapist, name="Bea Quist", email="b@a.example")
    colleague = make_therapist(session, care.practice, "cy@homecare.example")
    _, third_care = make_client(session, colleague, name="Di Roe", email="d@a.example")
    act = acting(session, care.therapist, NOW)
    for one in (other_care, third_care):
        book(act, one, AT("2026-03-09T09:00"))
        book(act, one, AT("2026-03-10T11:00"))
    session.commit()
    page = of(care.client.id)
    for at, is_said in (("2026-03-09T10:00", False), ("2026-03-09T09:00", True)):
        send(therapist, f"{page}/appointments", page, next_appointment=at)
        shown = said(therapist.get(page).text)
        assert ("Monday 9 March, 09:00: Bea Quist is booked then, too." in shown) is is_said
        assert "Di Roe" not in shown, "a colleague's client, in a room of theirs"
    send(therapist, f"{page}/visits", page, on="2026-03-04", next_appointment="2026-03-10T11:00")
    assert "Tuesday 10 March, 11:00: Bea Quist is booked then, too." in said(
        therapist.get(page).text
    )
