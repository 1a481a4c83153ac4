"""An exercise reported on a day that did not ask for it is seen there, and taken back there."""

import re
from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from homecare.diary.queries import day_reports
from tests.desk.browsing import look_again, of, send
from tests.make.diary import BRIDGE, Care, record, told
from tests.make.people import NOW
from tests.make.programmes import item, make_library, make_plan, make_programme

LATER = NOW + timedelta(days=2)
DAY = LATER.date()


@pytest.fixture(autouse=True)
def went_back(session: Session, care: Care, clock: time_machine.Traveller) -> None:
    """The client did a bridge; the therapist has taken it out of the programme that day."""
    clock.move_to(LATER)
    record(session, care, told("exercise", {"line": BRIDGE, "outcome": "done"}, DAY), LATER)
    library = make_library(session, care.practice)
    plan = make_plan(library, items=(item(library["knee_rolls"], times_a_day=2),))
    make_programme(session, care.therapist, care.episode, plan, LATER)


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_what_was_done_before_the_programme_was_changed_that_day_counts(
    therapist: FlaskClient, care: Care
) -> None:
    page = words(therapist.get(of(care.client.id)).text)
    assert "Today – – 1 of 3" in page
    assert "not in the programme that day" not in page


def test_the_diary_says_what_was_done_though_the_programme_has_it_no_more(
    therapist: FlaskClient, session: Session, care: Care, clock: time_machine.Traveller
) -> None:
    now = LATER + timedelta(days=1)
    clock.move_to(now)
    record(session, care, told("exercise", {"line": BRIDGE, "outcome": "done"}, now.date()), now)
    page = words(therapist.get(of(care.client.id)).text)
    assert "0 of 2 Bridge: done, not in the programme that day." in page


def test_the_page_of_the_day_shows_it_and_takes_it_back(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    address = of(care.client.id, f"/diary?day={DAY}")
    page = therapist.get(address).text
    [entry] = re.findall(r'name="entry_id"[^>]*value="([^"]+)"', page)
    assert "Bridge" in words(page)
    send(therapist, address, entry_id=entry, exercise_0="", exercise_1="")
    look_again(session)
    assert day_reports(session, care.episode.id, DAY).exercises == {}
