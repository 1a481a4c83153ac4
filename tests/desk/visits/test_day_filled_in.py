"""The day that a new visit is filled in with: whose it is, and the way to today's."""

from datetime import date, datetime

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from homecare.clients.appointments import book
from homecare.clients.models import Visit
from tests.desk.browsing import of
from tests.make.diary import Care
from tests.make.flags import at
from tests.make.people import acting
from tests.today.visiting import Visitor, words

pytestmark = pytest.mark.usefixtures("clock")

WHY = "The day of the appointment of"


@pytest.fixture
def unsettled(session: Session, care: Care, clock: time_machine.Traveller) -> None:
    """Nobody has said what became of the appointment of the day before yesterday."""
    book(acting(session, care.therapist), care.episode, datetime.fromisoformat("2026-03-04T10:00"))
    session.commit()
    clock.move_to(at(4))


@pytest.mark.usefixtures("unsettled")
def test_the_page_says_why_and_offers_today(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    page = words(therapist.get(of(care.client.id)).text)
    assert f"{WHY}" in page
    assert "nobody has said yet what became of it" in page
    form = Visitor(therapist).forms(of(care.client.id), "/visits#record-visit")[0]
    said = {"on": "2026-03-04", "note": "Gluteals", "today": "y"}
    answer = Visitor(therapist).post(form, said)
    assert "The visit of Friday 6 March is recorded." in therapist.get(answer.location).text
    assert session.query(Visit).one().on == date(2026, 3, 6)


@pytest.mark.usefixtures("unsettled")
def test_the_confirmation_names_the_day_that_was_filled_in(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    form = Visitor(therapist).forms(of(care.client.id), "/visits#record-visit")[0]
    answer = Visitor(therapist).post(form, {"on": "2026-03-04", "note": "Gluteals"})
    page = therapist.get(answer.location).text
    assert "The visit of Wednesday 4 March is recorded." in page
    assert WHY not in page


def test_where_nothing_is_unsettled_it_is_today_and_nothing_is_explained(
    care: Care, therapist: FlaskClient
) -> None:
    page = therapist.get(of(care.client.id)).text
    assert 'name="on"' in page
    assert WHY not in page
    assert "Record it as today’s" not in page
