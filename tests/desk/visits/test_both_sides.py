"""What was moved into another record says so on both sides, by name, and leads there."""

from datetime import date, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from homecare.clients.appointments import book
from homecare.clients.models import Client
from homecare.clients.operations import record_visit
from homecare.clients.visits import move_appointment, move_visit
from tests.desk.browsing import of
from tests.make.clients import make_client
from tests.make.diary import Care
from tests.make.people import NOW, acting
from tests.today.visiting import words

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("clock")]

AT = datetime(2026, 3, 9, 14, 30)  # noqa: DTZ001 (the practice's wall)
ON = date(2026, 3, 2)


@pytest.fixture
def ines(session: Session, care: Care) -> Client:
    return make_client(session, care.therapist, name="Ines Moor", email=None)[0]


@pytest.fixture
def owen(session: Session, care: Care) -> Client:
    return make_client(session, care.therapist, name="Owen Price", email=None)[0]


@pytest.fixture(params=["visit", "appointment"])
def moved(
    request: pytest.FixtureRequest, session: Session, care: Care, ines: Client, owen: Client
) -> str:
    """The address, after its record's, of what went from Sam Reed to Ines Moor to Owen Price."""
    if request.param == "visit":
        visit = record_visit(acting(session, care.therapist), care.episode, ON, "Calf")
        for minute, to in enumerate((ines, owen), 1):
            move_visit(acting(session, care.therapist, NOW + timedelta(minutes=minute)), visit, to)
        session.commit()
        return f"/visits/{visit.id}"
    made = book(acting(session, care.therapist), care.episode, AT)
    for minute, to in enumerate((ines, owen), 1):
        move_appointment(acting(session, care.therapist, NOW + timedelta(minutes=minute)), made, to)
    session.commit()
    return f"/appointments/{made.id}"


def test_each_record_names_the_next_and_the_one_before(
    therapist: FlaskClient, care: Care, moved: str, ines: Client, owen: Client
) -> None:
    first, last = (therapist.get(of(one.id)).text for one in (care.client, owen))
    assert "moved to Ines Moor" in words(first)
    assert "moved here from Ines Moor" in words(last)
    assert f'href="{of(ines.id)}"' in last
    assert "moved to Owen Price" in words(therapist.get(of(ines.id)).text)
    assert "another client" not in words(first)


def test_its_own_page_leads_to_the_records_it_stood_in(
    therapist: FlaskClient, care: Care, moved: str, ines: Client, owen: Client
) -> None:
    page = therapist.get(of(owen.id, moved)).text
    for one in (care.client, ines):
        assert f'Moved here from <a href="{of(one.id)}">{one.name}</a>' in page
    left = therapist.get(of(ines.id)).text
    assert moved in left
    assert therapist.get(of(ines.id, moved)).location == of(owen.id, moved)


def test_a_record_that_nobody_may_open_any_more_is_not_named(
    therapist: FlaskClient, session: Session, care: Care, moved: str, ines: Client, owen: Client
) -> None:
    ines.erased_at = NOW
    session.commit()
    assert "moved to another client" in words(therapist.get(of(care.client.id)).text)
    there = words(therapist.get(of(owen.id)).text)
    assert "moved here from another client" in there
    assert "Ines Moor" not in there
