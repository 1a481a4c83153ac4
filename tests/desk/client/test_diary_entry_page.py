"""Entering a day for a client who has no phone."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from homecare.diary.days import close_days
from homecare.diary.models import Entry
from tests.desk.browsing import error_at, of
from tests.make.diary import Care, the_day
from tests.make.people import NOW

LATER = NOW + timedelta(days=5)
TODAY = LATER.date()
MONDAY = NOW.date()


@pytest.fixture(autouse=True)
def five_days_later(clock: time_machine.Traveller) -> None:
    clock.move_to(LATER)


@pytest.fixture(autouse=True)
def nobody_logged_for_five_days(session: Session, care: Care) -> None:
    close_days(session, LATER)
    session.commit()


def _fields(page: str) -> dict[str, str]:
    """The hidden fields of the form on a page."""
    hidden = re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", page)
    return {
        re.search(r'name="([^"]+)"', field)[1]: re.search(r'value="([^"]*)"', field)[1]  # type: ignore[index]
        for field in hidden
    }


def _enter(browser: FlaskClient, care: Care, day: Any, **data: Any) -> Any:
    address = of(care.client.id, f"/diary?day={day}")
    return browser.post(address, data={**_fields(browser.get(address).text), **data})


def test_a_day_is_entered_and_the_next_one_follows(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    answer = _enter(therapist, care, MONDAY, leg="5", back="", exercise_0="done", exercise_1="not")
    assert answer.location == of(care.client.id, f"/diary?day={MONDAY + timedelta(days=1)}")
    row = the_day(session, care.episode.id, MONDAY)
    assert row is not None
    assert (row.leg, row.back, row.reported, row.not_done, row.due) == (5, None, 2, 1, 3)
    writers = set(session.scalars(select(Entry.written_by)))
    assert writers == {care.therapist.person_id}


def test_what_stands_is_shown_and_corrected(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    _enter(therapist, care, TODAY, leg="5", back="2", exercise_0="done")
    page = therapist.get(of(care.client.id, "/diary")).text
    assert '<option selected value="5">' in page
    _enter(therapist, care, TODAY, leg="3", back="2", exercise_0="")
    row = the_day(session, care.episode.id, TODAY)
    assert row is not None
    assert (row.leg, row.back, row.reported) == (3, 2, 0)


def test_saving_unchanged_reports_nothing_again(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    for _ in range(2):
        _enter(therapist, care, TODAY, leg="5", back="2", exercise_0="partly")
    assert session.scalar(select(func.count()).select_from(Entry)) == 2


def test_a_form_sent_twice_counts_once(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    address = of(care.client.id, f"/diary?day={TODAY}")
    data = {**_fields(therapist.get(address).text), "leg": "5", "back": ""}
    assert [therapist.post(address, data=data).status_code for _ in range(2)] == [302, 302]
    assert session.scalar(select(func.count()).select_from(Entry)) == 1


@pytest.mark.parametrize(
    ("data", "field"), [({"leg": "11"}, "leg"), ({"exercise_0": "perhaps"}, "exercise_0")]
)
def test_what_can_not_be_is_told_at_the_field(
    therapist: FlaskClient, session: Session, care: Care, data: dict[str, str], field: str
) -> None:
    answer = _enter(therapist, care, TODAY, **data)
    assert answer.status_code == 422
    assert error_at(answer, field) == "Choose one of these."
    assert not session.scalars(select(Entry)).all()


def test_a_page_without_its_one_use_id_is_refused(therapist: FlaskClient, care: Care) -> None:
    assert _enter(therapist, care, TODAY, leg="5", entry_id="again").status_code == 422


@pytest.mark.parametrize("day", ["2026-03-01", "2026-03-08", "someday", "0000-00-00"])
def test_days_outside_the_care_are_not_there(therapist: FlaskClient, care: Care, day: str) -> None:
    assert therapist.get(of(care.client.id, f"/diary?day={day}")).status_code == 404
