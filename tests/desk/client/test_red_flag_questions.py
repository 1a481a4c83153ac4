"""The red-flag questions asked by the therapist, for whoever answers them on no phone."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from homecare.screening.models import Screening
from homecare.screening.queries import exercises_stopped
from tests.desk.browsing import THERAPIST, error_at, look_again, of, send
from tests.make.diary import Care
from tests.make.flags import answer, assess, flat_weeks, on, the_flag, told_to
from tests.make.people import NOW
from tests.today.visiting import words

DAY = 28


@pytest.fixture(autouse=True)
def four_weeks_later(clock: time_machine.Traveller) -> None:
    clock.move_to(NOW + timedelta(days=DAY))


def check(care: Care) -> str:
    return of(care.client.id, "/check")


def ask(browser: FlaskClient, care: Care, ticked: Any, once: str = "") -> TestResponse:
    """Send the page as it is filled in."""
    return send(browser, check(care), red_flags=ticked, screening_id=once or str(uuid4()))


def test_a_stall_that_waits_for_a_check_leads_there_and_then_to_the_chiropractor(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    flat_weeks(session, care)
    assess(session, care, DAY)
    flag = the_flag(session, care)
    for page in (f"/flags/{flag.id}", of(care.client.id)):
        assert f'href="{check(care)}"' in therapist.get(page).text
    answer = ask(therapist, care, "none")
    assert answer.location == f"/flags/{flag.id}"
    assert "A session with a chiropractor." in therapist.get(answer.location).text


def test_none_of_these_is_noted_with_the_day(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    answer = ask(therapist, care, "none")
    assert answer.location == of(care.client.id)
    assert "None of these: noted" in therapist.get(answer.location).text
    noted = session.scalars(select(Screening)).one()
    assert (noted.source, noted.on, noted.answers) == ("therapist", on(DAY), [])


def test_a_yes_stops_the_exercises_tells_the_owner_and_shows_what_to_say(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    answer = ask(therapist, care, "bladder")
    assert "Call 999" in therapist.get(answer.location).text
    look_again(session)
    assert exercises_stopped(session, care.episode.id)
    assert the_flag(session, care).kind == "urgent"
    assert "owner@homecare.example" in told_to(session) or THERAPIST in told_to(session)


def test_the_same_page_sent_twice_is_one_round(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    once = str(uuid4())
    for _ in range(2):
        ask(therapist, care, "none", once)
    assert session.scalar(select(func.count(Screening.id))) == 1


@pytest.mark.parametrize(
    ("ticked", "said"),
    [
        ([], "Tick each line that applies, or “None of these”."),
        (["none", "fever"], "Tick either “None of these” or the lines that apply."),
    ],
)
def test_a_list_without_a_plain_answer_is_asked_again(
    session: Session, care: Care, therapist: FlaskClient, ticked: list[str], said: str
) -> None:
    answer = ask(therapist, care, ticked)
    assert answer.status_code == 422
    assert error_at(answer, "red_flags") == said
    assert session.scalar(select(func.count(Screening.id))) == 0


def test_the_same_yes_by_the_client_and_by_the_therapist_is_read_once(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    answer(session, care, "bladder", day=DAY)
    answer(session, care, "bladder", day=DAY, by_staff=True)
    asked = "Is something new about peeing"
    flag = the_flag(session, care)
    session.rollback()
    told = words(therapist.get(of(care.client.id, "/red-flags")).text)
    assert told.count(asked) == 1
    seen = words(therapist.get(f"/flags/{flag.id}").text)
    assert seen.split("What was seen")[1].split("Proposed")[0].count(asked) == 1
    record = words(therapist.get(of(care.client.id)).text)
    assert (
        record.split("Red flag: the exercises are stopped")[1].split("What to tell")[0].count(asked)
        == 1
    )
