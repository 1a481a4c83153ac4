"""A client whose day begins before the practice's: nothing of theirs is called tomorrow."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.desk.browsing import THERAPIST, of
from tests.make.diary import DAY, TODAY, Care, record, told
from tests.make.people import NOW, signed_in
from tests.today.visiting import words

pytestmark = pytest.mark.usefixtures("clock")

AUCKLAND = "Pacific/Auckland"
NIGHT_THERE = NOW + timedelta(hours=3)  # an hour past midnight, and noon at the practice


@pytest.fixture
def ahead(session: Session, care: Care, clock: time_machine.Traveller) -> Care:
    """A client who has moved there, and logs in their night."""
    care.episode.zone = AUCKLAND
    session.merge(care.episode)
    session.commit()
    clock.move_to(NIGHT_THERE)
    report = told(day=TODAY + DAY, zone=AUCKLAND, done_at=NIGHT_THERE)
    record(session, care, report, NIGHT_THERE)
    return care


def test_their_day_stands_with_its_date_and_their_clock_is_named_once(
    app: Flask, ahead: Care
) -> None:
    therapist = signed_in(app, THERAPIST)
    page = words(therapist.get(of(ahead.client.id)).text)
    assert page.count("Their day is ahead of yours: Pacific/Auckland, 01:00 now.") == 1
    entering = words(therapist.get(of(ahead.client.id, "/diary")).text)
    assert "Enter a day: Tue 3 Mar" in entering
    caseload = words(therapist.get("/caseload").text)
    for said in (page, entering, caseload):
        assert "Tue 3 Mar" in said
        assert "omorrow" not in said.replace("counted from tomorrow", "")


@pytest.mark.parametrize(("zone", "said"), [
    ("Europe/London", ""),
    ("Europe/Berlin", "Their clock is ahead of yours: Europe/Berlin"),
    ("America/New_York", "Their clock is behind yours: America/New_York"),
])  # fmt: skip
def test_a_clock_that_shows_the_same_is_not_told_of(
    therapist: FlaskClient, session: Session, care: Care, zone: str, said: str
) -> None:  # fmt: skip
    care.episode.zone = zone
    session.merge(care.episode)
    session.commit()
    page = words(therapist.get(of(care.client.id)).text)
    assert ("yours: " in page) is bool(said)
    assert said in page
