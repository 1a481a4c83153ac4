"""Ending what was entered by mistake, by the pages alone: said, asked, counted nowhere, undone."""

import re

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from homecare.clients.episodes.discharge import discharge
from homecare.clients.models import Client, Episode
from homecare.clients.operations import record_visit, reopen
from tests.clients.test_operations import KNEE
from tests.desk.browsing import THERAPIST, error_at, look_again, of, search, send
from tests.make.clients import make_client
from tests.make.diary import Care
from tests.make.flags import answer, at, on
from tests.make.people import acting, make_practice, make_therapist, signed_in
from tests.make.referrals import make_contact, make_draft

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def wrong(session: Session, care: Care) -> tuple[Client, Episode]:
    return make_client(session, care.therapist, name="Wren Wrong", email="w@post.example")


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def end(browser: FlaskClient, client: Client, **data: str) -> TestResponse:
    page = browser.get(of(client.id, "/mistake")).text
    [episode] = re.findall(r'name="episode" value="([^"]+)"', page)[:1]
    return send(browser, of(client.id, "/mistake"), **{"episode": episode, **data})


def test_it_says_what_will_happen_counts_nowhere_and_is_found(
    therapist: FlaskClient, wrong: tuple[Client, Episode]
) -> None:
    client, _ = wrong
    assert of(client.id, "/mistake") in therapist.get(of(client.id)).text
    page = words(therapist.get(of(client.id, "/mistake")).text)
    assert "counts nowhere any more" in page
    assert "Nothing is deleted" in page
    assert "Something was written here" not in page
    assert end(therapist, client, reason="A test").status_code == 302
    for address in ("/caseload", "/caseload?whose=discharged"):
        assert "Wren Wrong" not in words(therapist.get(address).text).replace("Wren Wrong was", "")
    everybody = words(therapist.get("/caseload?whose=all").text)
    assert "Entered by mistake 1" in everybody
    assert "Wren Wrong" in everybody
    found = words(search(therapist, "/caseload", name="wren").text)
    assert "Entered by mistake 1" in found
    here = words(therapist.get(of(client.id)).text)
    assert "Entered by mistake. A test. It counts nowhere." in here
    assert "Ended: entered by mistake" in words(therapist.get(of(client.id, "/timeline")).text)
    assert "Wren Wrong" not in therapist.get("/caseload.csv").text


def test_it_is_undone_on_its_page(
    therapist: FlaskClient, session: Session, wrong: tuple[Client, Episode]
) -> None:
    client, episode = wrong
    end(therapist, client)
    for _ in range(2):
        answered = send(therapist, of(client.id, "/mistake/undo"), of(client.id))
        assert answered.status_code in (302, 404)
    look_again(session)
    assert session.get_one(Episode, episode.id).closed_at is None
    assert "Wren Wrong" in words(therapist.get("/caseload").text)


def test_what_was_written_is_named_and_asked_about(
    therapist: FlaskClient, session: Session, care: Care, wrong: tuple[Client, Episode]
) -> None:
    client, episode = wrong
    visit = record_visit(acting(session, care.therapist), episode, on(0), "Somebody else’s")
    session.commit()
    page = therapist.get(of(client.id, "/mistake")).text
    assert "1 visit. It stays here to be read" in words(page)
    assert of(client.id, f"/visits/{visit.id}") in page
    answered = end(therapist, client, reason="Typed long words")
    assert answered.status_code == 422
    assert "Tick this if it stays here" in error_at(answered, "knowing")
    assert "Typed long words" in answered.text
    assert end(therapist, client, knowing="y").status_code == 302


def test_a_page_that_was_open_since_other_care_ends_nothing(
    therapist: FlaskClient, session: Session, wrong: tuple[Client, Episode]
) -> None:
    client, episode = wrong
    answered = end(therapist, client, episode="0190c0de-0000-7000-8000-000000000000")
    assert answered.status_code == 422
    assert "begun since you opened the page" in words(answered.text)
    look_again(session)
    assert session.get_one(Episode, episode.id).closed_at is None


def test_a_red_flag_answer_is_cleared_first(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    answer(session, care, "bladder")
    opened_before = {"episode": str(care.episode.id), "knowing": "y"}
    answered = send(therapist, of(care.client.id, "/mistake"), **opened_before)
    assert answered.status_code == 422
    assert "Speak with the client and clear it first" in words(answered.text)


def test_taken_in_again_by_mistake_is_undone_with_the_earlier_ending(
    therapist: FlaskClient, session: Session, care: Care, clock: time_machine.Traveller
) -> None:
    discharge(acting(session, care.therapist, at(3)), care.episode, "Walks", ended="better")
    session.commit()
    clock.move_to(at(9))
    reopen(acting(session, care.therapist, at(9)), care.client, KNEE)
    session.commit()
    assert "Taken in again by mistake" in words(therapist.get(of(care.client.id)).text)
    page = words(therapist.get(of(care.client.id, "/mistake")).text)
    assert "stands again as it stood: Better. Walks." in page
    assert end(therapist, care.client).status_code == 302
    here = therapist.get(of(care.client.id)).text
    assert "Better. Walks" in words(here)
    assert "It counts nowhere" not in words(here)
    assert "Entered by mistake" in words(here)  # the stretch, under earlier care
    assert care.client.name in words(therapist.get("/caseload?whose=discharged").text)
    assert "Entered by mistake" not in words(therapist.get("/caseload?whose=all").text)


def test_after_a_day_with_words_in_it_the_page_leads_to_the_discharge(
    therapist: FlaskClient, session: Session, care: Care, clock: time_machine.Traveller
) -> None:
    discharge(acting(session, care.therapist, at(3)), care.episode, ended="better")
    again = reopen(acting(session, care.therapist, at(9)), care.client, KNEE)
    record_visit(acting(session, care.therapist, at(9)), again, on(9), "Massage")
    session.commit()
    clock.move_to(at(11))
    page = therapist.get(of(care.client.id, "/mistake")).text
    assert "more than a day ago" in words(page)
    assert of(care.client.id, "/discharge") in page
    assert 'name="knowing"' not in page


def test_the_client_reads_their_own_care_and_not_the_mistake(
    app: Flask, session: Session, care: Care, clock: time_machine.Traveller
) -> None:
    discharge(acting(session, care.therapist, at(3)), care.episode, ended="better")
    reopen(acting(session, care.therapist, at(9)), care.client, KNEE)
    session.commit()
    clock.move_to(at(9))
    end(signed_in(app, THERAPIST), care.client)
    page = words(signed_in(app, "client@homecare.example").get("/progress").text)
    assert "knee" not in page.lower().replace("knee rolls", "")


def test_another_practice_and_whoever_is_not_responsible(
    app: Flask, session: Session, care: Care, wrong: tuple[Client, Episode]
) -> None:
    client, _ = wrong
    other, _ = make_practice(session, "Elsewhere", "owner@elsewhere.example")
    make_therapist(session, other, "there@elsewhere.example")
    make_therapist(session, care.practice, "colleague@homecare.example", "Cora Colleague")
    there = signed_in(app, "there@elsewhere.example")
    assert there.get(of(client.id, "/mistake")).status_code == 404
    assert send(there, of(client.id, "/mistake/undo"), "/caseload").status_code == 404
    assert end(signed_in(app, "colleague@homecare.example"), client).status_code == 302


def test_a_draft_of_it_is_no_letter_and_offers_no_page(
    therapist: FlaskClient, session: Session, wrong: tuple[Client, Episode], care: Care
) -> None:
    client, episode = wrong
    contact = make_contact(session, care.therapist, kind="gp", name="Dr Gil Gray")
    draft = make_draft(session, care.therapist, episode, contact)
    page = therapist.get(f"/referrals/{draft.id}").text
    assert "See it as the page that will print (PDF)" in page
    assert end(therapist, client, reason="A test", knowing="y").status_code == 302
    page = therapist.get(f"/referrals/{draft.id}").text
    assert "No letter goes out from this draft" in page
    assert "(PDF)" not in page
