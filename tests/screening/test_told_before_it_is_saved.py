"""A form with a yes to a red flag that comes back unsaved says what to do all the same."""

import re
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from homecare.screening.models import RedFlagAnswer, Screening
from homecare.screening.queries import exercises_stopped
from tests.desk.browsing import INTAKE, of, send
from tests.make.diary import Care
from tests.make.flags import answer, at, the_flag, told_to
from tests.today.visiting import Visitor

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.any_database]

CALL = "Call 999, or go to A&amp;E now"
TODAY = "Get help today"
UNSAVED = "Nothing is saved yet. Tell them this now"


@pytest.mark.parametrize("wrong", [{"name": ""}, {"date_of_birth": "2014-05-06"}, {"consent": ""}])
def test_an_intake_that_is_refused_says_first_what_to_tell_them(
    therapist: FlaskClient, wrong: dict[str, Any]
) -> None:
    refused = send(
        therapist, "/clients/new", **{**INTAKE, "red_flags": ["saddle_numbness"], **wrong}
    )
    assert refused.status_code == 422
    assert (
        refused.text.index(CALL) < refused.text.index(UNSAVED) < refused.text.index("error-summary")
    )
    assert 'href="tel:999"' in refused.text


def test_an_intake_without_a_yes_comes_back_without_it(therapist: FlaskClient) -> None:
    assert UNSAVED not in send(therapist, "/clients/new", **{**INTAKE, "name": ""}).text


def test_so_does_the_page_that_takes_somebody_in_again(therapist: FlaskClient, care: Care) -> None:
    send(therapist, of(care.client.id, "/discharge"), ended="better")
    page = of(care.client.id, "/return")
    assert UNSAVED not in therapist.get(page).text
    refused = send(therapist, page, red_flags=["foot_drop"], background=["none"])
    assert refused.status_code == 422
    assert TODAY in refused.text
    assert UNSAVED in refused.text


def test_questions_that_contradict_themselves_are_read_beside_the_background(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    page = of(care.client.id, "/check")
    both = {"red_flags": ["fever", "none"]}
    assert TODAY not in send(therapist, page, screening_id=str(uuid4()), **both).text
    answer(session, care, "immunosuppression")
    refused = send(therapist, page, screening_id=str(uuid4()), **both)
    assert refused.status_code == 422
    assert TODAY in refused.text


@pytest.mark.both_databases
def test_a_yes_in_a_weekly_check_with_a_line_left_out_is_told_at_once_and_once(
    app: Flask, session: Session, care: Care, clock: time_machine.Traveller
) -> None:
    clock.move_to(at(7))
    me = Visitor.of(app, "client@homecare.example")
    refused = me.send("/check", "/check", {"yes": ["saddle_numbness"], "nerves": "no"})
    assert refused.status_code == 422
    assert refused.text.index(CALL) < refused.text.index("Choose the line that fits best.")
    assert "Your answers are on your therapist’s list" in refused.text
    assert the_flag(session, care).kind == "urgent"
    assert exercises_stopped(session, care.episode.id)
    told = told_to(session)
    session.commit()
    again = dict(re.findall(r'name="(entry_id)"[^>]* value="([^"]*)"', refused.text))
    whole = {"yes": ["saddle_numbness"], "nerves": "no", "change": "0", **again}
    assert me.send("/check", "/check", whole).location == "/red-flags"
    session.expire_all()
    assert session.query(Screening).count() == 1
    assert told_to(session) == told


@pytest.mark.parametrize("page", ["/check", "/red-flags"])
def test_a_line_that_is_ticked_beside_none_of_these_counts_as_not_sure(
    app: Flask, session: Session, care: Care, clock: time_machine.Traveller, page: str
) -> None:
    clock.move_to(at(7))
    me = Visitor.of(app, "client@homecare.example")
    answers = {"change": "0", "nerves": "no", "yes": ["saddle_numbness"], "none": "y"}
    told = me.send(page, page, answers)
    assert told.location == "/red-flags"
    assert CALL in me.browser.get("/red-flags").text
    (answer,) = session.query(RedFlagAnswer)
    assert (answer.code, answer.unsure) == ("saddle_numbness", True)
