"""What scores found for the GP keeps a letter from treatment by hand, until the GP has answered."""

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from homecare.referrals.models import BY_HAND, Referral
from homecare.referrals.operations import GateShutError
from tests.desk.referrals.draft import issued, page, post, saved, the_referral
from tests.make.diary import Care
from tests.make.flags import answer, assess, at, exercise, rate
from tests.make.people import signed_in
from tests.make.referrals import make_contact, make_draft
from tests.referrals.answered.test_a_gp_answers import answered

pytestmark = pytest.mark.any_database

DAY = 42
WHY = "Leg pain 7.0 in the week to 22 March 2026, 7.0 in the week to 29 March 2026, 6.0 this week"
"""What the looks found; it is 6.0 since, which is neither severe nor better."""


@pytest.fixture
def care(session: Session, care: Care) -> Care:
    """Severe for four weeks, so GP first; everything was asked today, and is clear."""
    rate(session, care, 7, 4, range(28))
    rate(session, care, 6, 4, range(28, DAY))
    exercise(session, care, range(DAY))
    answer(session, care, day=DAY)
    assess(session, care, 28)
    assess(session, care, DAY)
    return care


@pytest.fixture
def browser(app: Flask, care: Care, clock: time_machine.Traveller) -> FlaskClient:
    clock.move_to(at(DAY))
    return signed_in(app, "therapist@homecare.example")


def a_draft(session: Session, care: Care, kind: str, day: int = DAY) -> Referral:
    contact = make_contact(session, care.therapist, kind=kind, name="Dr Kit Hale")
    return make_draft(session, care.therapist, care.episode, contact, at(day))


@pytest.mark.parametrize("kind", BY_HAND)
def test_no_draft_is_begun_to_treatment_by_hand(session: Session, care: Care, kind: str) -> None:
    with pytest.raises(GateShutError) as shut:
        a_draft(session, care, kind)
    (reason,) = shut.value.reasons
    assert reason.text.startswith(WHY)
    assert reason.text.endswith("No answer of a GP to it is on record.")


def test_one_that_was_begun_before_is_not_issued_and_its_page_says_why(
    session: Session, care: Care, browser: FlaskClient
) -> None:
    answer(session, care, day=14)
    draft = a_draft(session, care, "chiropractor", 14)
    shown = page(browser, draft)
    assert "A letter to Dr Kit Hale has to wait" in shown
    assert WHY in shown
    assert "Until a GP’s answer is written down at their letter" in shown
    assert f"/clients/{care.client.id}#letters" in shown
    assert saved(browser, draft).status_code == 409
    assert issued(browser, draft).status_code == 409
    assert the_referral(session).status == "draft"


def test_the_gp_may_be_written_to(session: Session, care: Care, browser: FlaskClient) -> None:
    assert issued(browser, a_draft(session, care, "gp")).status_code == 302
    assert the_referral(session).status == "issued"


def test_a_letter_that_is_begun_goes_to_the_gp(
    session: Session, care: Care, browser: FlaskClient
) -> None:
    make_contact(session, care.therapist, name="Dr Kit Hale")
    make_contact(session, care.therapist, kind="gp", name="Dr June Abbot")
    post(browser, f"/clients/{care.client.id}/refer")
    assert the_referral(session).contact.name == "Dr June Abbot"


def test_with_the_gps_answer_on_record_it_may_go(session: Session, care: Care) -> None:
    answered(session, care, "gp", DAY)
    assert a_draft(session, care, "chiropractor").status == "draft"


def test_silence_does_not_open_the_gate(session: Session, care: Care) -> None:
    """Two weeks without a score it is no verdict any more, and nobody has looked at it either."""
    answer(session, care, day=75)
    assess(session, care, 75)
    with pytest.raises(GateShutError) as shut:
        a_draft(session, care, "chiropractor", 75)
    assert "was a matter for the GP, and no answer is on record" in shut.value.reasons[0].text
