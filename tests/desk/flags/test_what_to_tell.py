"""A flag of red-flag answers says what the client's own page told them, or what they are to be
told now."""

from uuid import uuid4

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.flags.queries import live_flag
from homecare.flags.red_flag_answers import decide_background
from homecare.mail.models import OutboxMail
from homecare.telephones import dialled
from tests.desk.browsing import look_again, of, send
from tests.desk.merging.pages import press
from tests.make.diary import Care
from tests.make.flags import answer, at
from tests.make.merges import make_twice
from tests.make.people import acting, signed_in

pytestmark = pytest.mark.usefixtures("clock")


def page_of(therapist: FlaskClient, session: Session, care: Care) -> str:
    look_again(session)
    flag = live_flag(session, care.episode.id)
    assert flag is not None
    return therapist.get(f"/flags/{flag.id}").text


def test_what_their_own_page_said_they_were_told(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    answer(session, care, "saddle_numbness")
    said = page_of(therapist, session, care)
    assert "What Sam Reed was told: Get help now." in said
    assert "Tell Sam Reed now" not in said


def test_the_mail_says_no_number_and_its_page_has_it_first(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    answer(session, care, "saddle_numbness")
    mails = session.scalars(select(OutboxMail).where(OutboxMail.kind == "flag-needs-you")).all()
    assert mails
    flag = live_flag(session, care.episode.id)
    assert flag is not None
    number = dialled(care.client.telephone)
    for mail in mails:
        said = mail.text + (mail.html or "")
        assert number[-6:] not in said.replace(" ", "")
        assert f"/flags/{flag.id}" in said
    main = page_of(therapist, session, care).partition("<main")[2]
    assert main.index(f'href="tel:{number}"') < main.index("What Sam Reed was told")
    assert main.index("tel:") == main.index(f"tel:{number}"), "before any other number"


def test_what_was_noted_for_them_they_are_told_by_somebody(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    answer(session, care, "saddle_numbness", by_staff=True)
    for said in (page_of(therapist, session, care), therapist.get("/flags").text):
        assert "Tell Sam Reed now: Get help now." in said
        assert "They have not been shown this themselves" in said
        assert "was told" not in said


def test_what_is_graver_since_they_answered_is_told_now_beside_what_they_were_told(
    session: Session, care: Care, therapist: FlaskClient, clock: time_machine.Traveller
) -> None:
    answer(session, care, "fever")
    assert "What Sam Reed was told: Speak to a doctor urgently." in page_of(
        therapist, session, care
    )
    clock.move_to(at(0.1))
    here = of(care.client.id)
    saved = send(therapist, f"{here}/background", here, code="immunosuppression",
                 decision="considered")  # fmt: skip
    assert saved.location == f"{here}/red-flags"
    shown = therapist.get(saved.location).text
    assert "graver now than when they gave it" in shown
    assert "Get help today" in shown
    said = page_of(therapist, session, care)
    assert "Tell Sam Reed now: Get help today." in said
    assert "they were told: Speak to a doctor urgently. It is graver now." in said


def test_answered_again_by_themselves_they_were_told(
    session: Session, care: Care, therapist: FlaskClient, clock: time_machine.Traveller
) -> None:
    answer(session, care, "fever")
    decide_background(acting(session, care.therapist, at(0.1)), care.episode,
                      "immunosuppression", "considered")  # fmt: skip
    session.commit()
    answer(session, care, "fever", day=1)
    clock.move_to(at(1.1))
    assert "What Sam Reed was told: Get help today." in page_of(therapist, session, care)


def test_background_that_makes_nothing_graver_leads_back_to_the_record(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    answer(session, care, "fever")
    here = of(care.client.id)
    saved = send(therapist, f"{here}/background", here, code="cancer", decision="considered")
    assert saved.location == here


def test_with_the_questions_too(session: Session, care: Care, therapist: FlaskClient) -> None:
    answer(session, care, "unsteady")
    care.episode.background_asked_at = None
    session.commit()
    page = of(care.client.id, "/check")
    saved = send(therapist, page, screening_id=str(uuid4()), red_flags="none",
                 background="cancer", decision_cancer="considered")  # fmt: skip
    assert saved.location == of(care.client.id, "/red-flags")
    assert "Get help now" in therapist.get(saved.location).text


def test_a_merge_that_brings_the_background_leads_there(
    session: Session, care: Care, app: Flask, clock: time_machine.Traveller
) -> None:
    twice = make_twice(session, care)
    decide_background(acting(session, care.therapist, at(2)), twice.again, "cancer", "considered")
    session.commit()
    answer(session, care, "unsteady", day=3)
    clock.move_to(at(3.1))
    desk = signed_in(app, "therapist@homecare.example")
    saved = press(desk, twice)
    assert saved.location == of(care.client.id, "/red-flags")
    assert "Tell Sam Reed now: Get help now." in page_of(desk, session, care)
