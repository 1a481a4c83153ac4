"""Whoever answered the red-flag questions before is asked what happened since; and what was
answered reads as it was asked, wherever it is read."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session

from homecare.referrals.figures import red_flag_lines
from homecare.rules.red_flags import BEFORE
from homecare.screening.models import Screening
from homecare.screening.queries import stopping
from tests.desk.browsing import of
from tests.make.diary import Care
from tests.make.flags import answer
from tests.make.people import NOW
from tests.today.visiting import Visitor

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.any_database]

WEEK = timedelta(days=7)
STARTED = "Did this start after a serious accident, such as a crash or a bad fall?"
SINCE = "Since you last answered these questions: have you had a serious accident"
CLIENT = "client@homecare.example"


@pytest.fixture
def me(app: Flask, care: Care, clock: time_machine.Traveller) -> Visitor:
    """A client in the second week of care."""
    clock.move_to(NOW + WEEK)
    return Visitor.of(app, CLIENT)


@pytest.mark.parametrize("page", ["/check", "/red-flags"])
def test_a_client_is_asked_since_when_and_nothing_of_before_is_asked_again(
    session: Session, care: Care, me: Visitor, page: str
) -> None:
    assert STARTED in me.read(page)
    assert "last answered" not in me.read(page)
    answer(session, care, day=2)
    assert STARTED not in me.read(page)
    assert SINCE in me.read(page)
    assert "You last answered these questions: Wed 4 Mar." in me.read(page)


def test_an_old_crash_is_no_999_every_week(session: Session, care: Care, me: Visitor) -> None:
    answer(session, care, by_staff=True)  # at intake it was asked about, and was nothing
    me.send("/check", "/check", {"change": "0", "nerves": "no", "none": "y"})
    assert stopping(session, care.episode.id) == []
    me.send("/red-flags", "/red-flags", {"yes": ["accident"]})
    assert "Get help now" in me.read("/red-flags")
    assert f"{SINCE}, such as a crash or a bad fall? Yes" in me.read("/red-flags")


def test_the_therapist_is_told_since_when(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    page = of(care.client.id, "/check")
    assert STARTED in therapist.get(page).text
    answer(session, care, day=0)
    assert SINCE in therapist.get(page).text
    assert "Last asked on 2 March 2026." in therapist.get(page).text


def test_what_was_answered_before_reads_as_it_was_asked(
    session: Session, care: Care, me: Visitor, therapist: FlaskClient
) -> None:
    asked = answer(session, care, "chest_pain", "accident")
    session.execute(update(Screening).values(wording=BEFORE))
    session.commit()
    session.expire_all()
    old = "Do you have pain in your chest?"
    assert old in me.read("/red-flags")
    assert old in me.read("/check")
    assert old in therapist.get(of(care.client.id)).text
    assert old in therapist.get(of(care.client.id, "/timeline")).text
    assert old in therapist.get(of(care.client.id, "/red-flags")).text
    assert old in therapist.get(of(care.client.id, "/record.json")).text
    assert any(old in line for line in red_flag_lines(asked, asked.answers))


@pytest.mark.parametrize("page", ["/red-flags", "/red-flags/offline"])
def test_whoever_is_not_known_reads_what_their_past_makes_graver(
    browser_client: FlaskClient, page: str
) -> None:
    text = browser_client.get(page).text
    now, today = text.index("Get help now"), text.index("Get help today")
    doctor = text.index("Speak to a doctor urgently")
    assert now < text.index("If you have ever had cancer: are you newly unsteady") < today
    assert today < text.index("If your immune system is weak") < doctor
    assert "have you just had a serious accident" in text.lower()
    assert text.count("Do not have massage until a doctor has looked.") == 3
