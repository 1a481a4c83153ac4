"""A client who was here before: one record, each stretch of care to read in full."""

import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from homecare.clients.episodes.discharge import discharge
from homecare.clients.models import Episode
from homecare.clients.operations import record_visit, reopen
from homecare.desk.cleared_first import CLEAR_FIRST
from homecare.flags.red_flag_answers import decide_background
from tests.clients.test_operations import KNEE
from tests.desk.browsing import THERAPIST, look_again, of, send
from tests.make.diary import Care
from tests.make.flags import answer, at, make_flag, on, rate
from tests.make.people import acting, signed_in

YEAR = timedelta(days=365)


@pytest.fixture
def twice(session: Session, care: Care, clock: time_machine.Traveller) -> Episode:
    """Five weeks of care that ended better, and a return a year later, with its first day."""
    rate(session, care, 7, 3, range(35))
    for day, note in ((3, "Loosened the glutes"), (20, "Sits for an hour now")):
        record_visit(acting(session, care.therapist, at(day)), care.episode, on(day), note)
    care_of = acting(session, care.therapist, at(35))
    discharge(care_of, care.episode, "Walks to work", ended="better")
    session.commit()
    clock.move_to(at(35) + YEAR)
    again = reopen(acting(session, care.therapist, at(35) + YEAR), care.client, KNEE)
    session.commit()
    return again


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_the_new_care_says_which_it_follows_and_leads_there(
    care: Care, twice: Episode, therapist: FlaskClient
) -> None:
    page = therapist.get(of(care.client.id)).text
    assert "Follows the care from 2 March 2026 to 6 April 2026" in words(page)
    assert "Better. Walks to work" in words(page)
    assert of(care.client.id, f"/episodes/{care.episode.id}") in page
    assert "Loosened the glutes" not in page


def test_the_earlier_care_is_there_in_full_and_only_to_read(
    care: Care, twice: Episode, therapist: FlaskClient
) -> None:
    answer_page = therapist.get(of(care.client.id, f"/episodes/{care.episode.id}"))
    page, said = answer_page.text, words(answer_page.text)
    assert "Care from 2 March 2026 to 6 April 2026" in said
    for once in (
        "Loosened the glutes",
        "Sits for an hour now",
        "Knee rolls",
        "Better. Walks to work",
    ):
        assert once in said
    assert 'role="img"' in page  # the chart, though it is a year old
    assert page.count('scope="row"') >= 35  # each day of the diary
    assert "Record the visit" not in said
    assert "Undo the discharge" not in said


def test_care_of_somebody_else_is_not_found(therapist: FlaskClient, care: Care) -> None:
    other = "0190c0de-0000-7000-8000-000000000000"
    assert therapist.get(of(care.client.id, f"/episodes/{other}")).status_code == 404


def test_a_discharge_is_undone_on_the_clients_page(
    clock: time_machine.Traveller, session: Session, care: Care, therapist: FlaskClient
) -> None:
    flag = make_flag(session, care)
    send(therapist, of(care.client.id, "/discharge"), ended="other", reason="The wrong person")
    page = therapist.get(of(care.client.id)).text
    assert "Undo the discharge" in page
    send(therapist, of(care.client.id, "/discharge/undo"), of(care.client.id))
    page = words(therapist.get(of(care.client.id)).text)
    assert "is in your care again, as before" in page
    assert "Record the visit" in page
    look_again(session)
    assert session.get_one(type(flag), flag.id).status == "open"


def test_an_old_page_can_not_open_the_care_before_the_newest(
    session: Session, care: Care, twice: Episode, therapist: FlaskClient
) -> None:
    page = of(care.client.id)
    answer = send(therapist, of(care.client.id, "/discharge/undo"), page)
    assert answer.location == page
    look_again(session)
    assert session.get_one(Episode, care.episode.id).closed_at == at(35)


def test_a_discharge_wants_to_know_how_it_ends(therapist: FlaskClient, care: Care) -> None:
    answer = send(therapist, of(care.client.id, "/discharge"), reason="Doing well")
    assert answer.status_code == 422
    assert "Choose how the care ends." in answer.text
    assert "Doing well" in answer.text


@pytest.mark.parametrize("end", ["/discharge", "/mistake"])
def test_the_page_says_before_that_an_open_red_flag_forbids_the_end(
    therapist: FlaskClient, session: Session, care: Care, end: str
) -> None:
    page = therapist.get(of(care.client.id, end)).text
    assert ("open flag is closed" in page, CLEAR_FIRST in page) == (True, False)
    answer(session, care, "fever")
    page = therapist.get(of(care.client.id, end)).text
    assert ("open flag is closed" in page, CLEAR_FIRST in page) == (False, True)
    assert "/flags/" in page, "it leads to the flag on which the answer is cleared"
    assert 'name="reason"' not in page, "nothing is offered that would be refused"
    refused = send(therapist, of(care.client.id, end), ended="other", reason="Moved away")
    assert refused.status_code == 422
    assert "Moved away" in refused.text, "what was typed meanwhile can be copied"


def test_taking_in_again_begins_with_what_was_known(
    session: Session, care: Care, clock: time_machine.Traveller, app: Flask
) -> None:
    answer(session, care, "cancer", by_staff=True)
    session.commit()

    decide_background(acting(session, care.therapist, at(1)), care.episode, "cancer", "considered")
    discharge(acting(session, care.therapist, at(30)), care.episode, ended="better")
    session.commit()
    clock.move_to(at(200))
    page = signed_in(app, THERAPIST).get(of(care.client.id, "/return")).text
    assert care.episode.complaint in page
    assert re.search(r'value="left"[^>]*checked|checked[^>]*value="left"', page)
    assert re.search(r'value="cancer"[^>]*checked|checked[^>]*value="cancer"', page)
    assert 'name="onset"' in page
    assert "2026-02-01" not in page  # when it began this time is asked anew
