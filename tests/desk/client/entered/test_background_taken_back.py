"""A line of the background that was noted for the wrong client, or ticked by a slip."""

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from homecare.accounts.models import AuditLine
from homecare.assessment.history import history_of
from homecare.flags.queries import live_flag
from homecare.screening.models import RedFlagAnswer
from tests.desk.browsing import error_at, look_again, of, send
from tests.make.diary import Care
from tests.make.flags import on
from tests.make.people import signed_in
from tests.referrals.letters import written
from tests.typesetting.pdfs import words_of

pytestmark = pytest.mark.usefixtures("clock")
CANCER = "Have you ever had cancer?"
TAKE_BACK = "Take a background answer back"


def noted(therapist: FlaskClient, care: Care, decision: str) -> None:
    page = of(care.client.id)
    send(therapist, f"{page}/background", page, code="cancer", decision=decision)


def take_back(
    browser: FlaskClient, session: Session, care: Care, reason: str = "It was Bea’s"
) -> TestResponse:
    look_again(session)
    answer = session.scalars(select(RedFlagAnswer).where(RedFlagAnswer.code == "cancer")).one()
    page = of(care.client.id)
    said = {"wrong-answer": str(answer.id), "wrong-reason": reason}
    session.commit()
    return send(browser, f"{page}/background/take-back", page, **said)


def known(session: Session, care: Care) -> Any:
    """The background as the rule takes it."""
    look_again(session)
    return history_of(session, care.episode, on(1)).intake.background


def letter(session: Session, care: Care) -> str:
    found = dict(written(session, care, day=0).letter["record"])
    session.rollback()
    return str(found.get("Background", ""))


def test_what_was_noted_for_another_client_leaves_flag_rule_and_letters(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    noted(therapist, care, "gp_first")
    assert live_flag(session, care.episode.id) is not None
    assert CANCER in letter(session, care)
    assert known(session, care) == (("cancer", "gp_first"),)
    take_back(therapist, session, care)
    look_again(session)
    assert live_flag(session, care.episode.id) is None
    assert known(session, care) == ()
    assert CANCER not in letter(session, care)
    page = therapist.get(of(care.client.id)).text
    assert f"{CANCER} Yes: GP first, taken back." in re.sub(r"\s+", " ", page)
    assert TAKE_BACK not in page
    told = therapist.get(of(care.client.id, "/timeline")).text
    assert "Background taken back: noted wrongly" in told
    assert "It was Bea’s" in told
    session.rollback()
    assert "background.take_back" in session.scalars(select(AuditLine.action)).all()
    pages = " ".join(words_of(therapist.get(of(care.client.id, "/record.pdf")).data).split())
    assert "It was Bea’s" in pages


def test_a_considered_one_too_and_it_can_be_noted_again(
    therapist: FlaskClient, session: Session, care: Care
) -> None:
    noted(therapist, care, "considered")
    take_back(therapist, session, care)
    look_again(session)
    assert known(session, care) == ()
    session.commit()
    noted(therapist, care, "considered")
    look_again(session)
    assert known(session, care) == (("cancer", "considered"),)


def test_a_reason_is_asked_for_and_only_of_whoever_noted_it(
    app: Flask, therapist: FlaskClient, session: Session, care: Care
) -> None:
    noted(therapist, care, "gp_first")
    answer = take_back(therapist, session, care, reason=" ")
    assert answer.status_code == 422
    assert error_at(answer, "wrong-reason") == "Write what was wrong with it."
    assert 'details class="change" open' in answer.text
    owner = signed_in(app, "owner@homecare.example")
    assert TAKE_BACK in therapist.get(of(care.client.id)).text
    assert TAKE_BACK not in owner.get(of(care.client.id)).text
    assert take_back(owner, session, care).status_code == 422
    look_again(session)
    assert live_flag(session, care.episode.id) is not None
