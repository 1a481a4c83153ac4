"""Red-flag answers that stand when the sign-in they came through turns out to be the wrong
person's: that person is reached, the client is not said to know, and the flag says whose they
are."""

import re
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from homecare.flags.models import Flag
from homecare.flags.queries import live_flag
from homecare.mail.models import OutboxMail
from homecare.screening.models import RedFlagAnswer, Screening
from homecare.screening.queries import last_asked
from tests.desk.browsing import look_again, of
from tests.desk.flags.test_flag_pages import send
from tests.make.diary import Care
from tests.make.flags import answer, the_flag
from tests.make.people import csrf_token, make_client_login, signed_in
from tests.today.visiting import words

pytestmark = pytest.mark.usefixtures("clock")

WRONG = "client@homecare.example"
MARK = "Answered by the sign-in taken back"


@pytest.fixture
def their_phone(app: Flask, care: Care) -> FlaskClient:
    """The browser of whoever signs in to the record."""
    return signed_in(app, WRONG)


def take_back(therapist: FlaskClient, care: Care) -> str:
    """Say that it is the wrong person; answers the words of the page that asked."""
    page = f"{of(care.client.id)}/wrong-person"
    asked = therapist.get(page).text
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', asked))
    assert therapist.post(page, data=fields).status_code == 302
    return words(asked)


def test_whoever_takes_it_back_reads_that_this_person_is_to_be_reached_first(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    answer(session, care, "leg_weaker")
    asked = take_back(therapist, care)
    assert asked.index("Reach this person first") < asked.index("What will happen")
    assert f"Whoever signs in with {WRONG} has answered a red-flag question with yes" in asked
    assert "Get help today" in asked
    assert "Their phone goes on telling them what to do" in asked


def test_where_nothing_stands_nobody_is_said_to_have_answered(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    answer(session, care)
    assert "Reach this person first" not in take_back(therapist, care)


def test_their_phone_goes_on_saying_what_to_do_until_it_is_cleared(
    session: Session, care: Care, therapist: FlaskClient, their_phone: FlaskClient
) -> None:
    answer(session, care, "leg_weaker")
    take_back(therapist, care)
    for page in ("/today", "/progress"):
        said = their_phone.get(page)
        assert said.status_code == 403
        assert "Get help today" in said.text
        assert 'href="tel:111"' in said.text
        assert care.client.name not in said.text
    token = csrf_token(their_phone, "/today")
    sent = their_phone.post("/red-flags", data={"csrf_token": token, "yes": "bladder"})
    assert "Your therapist has NOT been told." in sent.text
    send(therapist, the_flag(session, care), "clear", on="2026-03-02", reason="Both seen")
    assert "Get help today" not in their_phone.get("/today").text


def test_the_flag_says_whose_answers_they_are_and_not_that_the_client_was_told(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    answer(session, care, "leg_weaker")
    flag = the_flag(session, care)
    assert MARK not in therapist.get(f"/flags/{flag.id}").text
    take_back(therapist, care)
    for page in (f"/flags/{flag.id}", "/flags"):
        said = words(therapist.get(page).text)
        assert f"{MARK} ({WRONG})" in said
        assert "Tell Sam Reed now: Get help today." in said
        assert "They have not been told" in said
        assert "Sam Reed was told" not in said
    record = words(therapist.get(of(care.client.id)).text)
    assert "answered by the sign-in taken back: it may be somebody else’s answer" in record


def test_an_answer_of_the_right_person_since_says_again_that_they_were_told(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    answer(session, care, "leg_weaker")
    take_back(therapist, care)
    right = make_client_login(session, care.practice, care.client.id, "right@post.example")
    answer(session, replace(care, me=right), "leg_weaker")
    said = therapist.get(f"/flags/{the_flag(session, care).id}").text
    assert "What Sam Reed was told: Get help today." in said
    assert MARK in said


def test_struck_out_it_asks_for_nobody_here_and_goes_on_telling_whoever_gave_it(
    session: Session, care: Care, therapist: FlaskClient, their_phone: FlaskClient
) -> None:
    answer(session, care, "leg_weaker")
    flag = the_flag(session, care)
    assert "strike them out" not in therapist.get(f"/flags/{flag.id}").text
    take_back(therapist, care)
    look_again(session)
    flag = the_flag(session, care)
    assert "Never Sam Reed’s answers: strike them out" in therapist.get(f"/flags/{flag.id}").text
    assert send(therapist, flag, "strike", reason=" ").status_code == 422
    assert send(therapist, flag, "strike", reason="Her neighbour’s address").status_code == 302
    look_again(session)
    assert live_flag(session, care.episode.id) is None
    assert session.query(RedFlagAnswer).one().cleared_reason == "Corrected: Her neighbour’s address"
    record = words(therapist.get(of(care.client.id)).text)
    assert "Red-flag questions answered by somebody else, through their sign-in" in record
    assert "Get help today" in their_phone.get("/today").text
    closed = words(therapist.get(f"/flags/{flag.id}").text)
    assert "Struck out today" in closed
    assert "Cleared" not in closed.replace("Cleared by a slip?", "")
    assert "Struck out: Corrected: Her neighbour’s address" in words(therapist.get("/flags").text)
    over = {mail.kind for mail in session.query(OutboxMail)}
    assert "flag-over" in over


def test_what_the_client_answered_by_themselves_can_not_be_struck_out(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    answer(session, care, "leg_weaker")
    flag = the_flag(session, care)
    page = send(therapist, flag, "strike", reason="I say so")
    assert page.status_code == 422
    assert "None of these answers came through a sign-in that was taken back." in page.text
    assert session.query(Flag).one().closed_at is None


def test_a_none_of_theirs_is_no_check_of_the_clients(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    answer(session, care)
    assert last_asked(session, care.episode.id) is not None
    asked = take_back(therapist, care)
    assert "A “none of these” of theirs counts as no check of Sam Reed any more." in asked
    look_again(session)
    assert last_asked(session, care.episode.id) is None
    assert session.query(Screening).one().is_struck
