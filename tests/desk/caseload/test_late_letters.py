"""A letter that nobody has answered for two weeks marks its client, until something is heard."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from homecare.referrals.answers.operations import Said, record_answer
from homecare.referrals.models import Referral
from homecare.referrals.operations import withdraw_referral
from tests.letters.made import make_letter, send
from tests.make.diary import TODAY, Care, statements
from tests.make.people import NOW, acting, signed_in

MARK = "Letter unanswered for two weeks"
DAY = timedelta(days=1)


@pytest.fixture
def letter(session: Session, care: Care) -> Referral:
    return make_letter(session, care)


@pytest.fixture(autouse=True)
def two_weeks_later(clock: time_machine.Traveller) -> None:
    clock.move_to(NOW + 14 * DAY + timedelta(hours=1))


def heard(session: Session, care: Care, letter: Referral, what: str, day: int) -> None:
    seen = None if what == "waiting" else TODAY
    said = Said(next=what, how="telephone", said_by="Dr Kit Hale", seen_on=seen, words="Stiff.")
    record_answer(acting(session, care.therapist, NOW + day * DAY), letter, said)
    session.commit()


def test_the_mark_leads_to_the_letter_and_ends_with_an_answer(
    session: Session, therapist: FlaskClient, care: Care, letter: Referral
) -> None:
    shown = therapist.get("/caseload").text
    assert f'href="/referrals/{letter.id}#sending">{MARK}' in shown
    heard(session, care, letter, "back", 14)
    assert MARK not in therapist.get("/caseload").text


def test_before_two_weeks_are_over_there_is_none(
    app: Flask, letter: Referral, clock: time_machine.Traveller
) -> None:
    clock.move_to(NOW + 14 * DAY - timedelta(minutes=1))
    therapist = signed_in(app, "therapist@homecare.example")
    assert MARK not in therapist.get("/caseload").text
    clock.move_to(NOW + 14 * DAY + timedelta(minutes=1))
    assert MARK in therapist.get("/caseload").text


def test_not_seen_yet_gives_two_weeks_more_and_is_no_answer(
    session: Session, therapist: FlaskClient, care: Care, letter: Referral,
    clock: time_machine.Traveller,
) -> None:  # fmt: skip
    heard(session, care, letter, "waiting", 10)
    assert MARK not in therapist.get("/caseload").text
    clock.move_to(NOW + 24 * DAY + timedelta(hours=1))
    assert MARK in therapist.get("/caseload").text
    assert "has not answered for two weeks" in therapist.get("/flags").text


def test_it_says_for_how_long_it_has_waited(
    app: Flask, letter: Referral, clock: time_machine.Traveller
) -> None:
    clock.move_to(NOW + 52 * DAY)
    therapist = signed_in(app, "therapist@homecare.example")
    assert "Letter unanswered for seven weeks" in therapist.get("/caseload").text
    assert "has not answered for seven weeks" in therapist.get("/flags").text


def test_a_link_sent_later_counts_from_then(
    session: Session, therapist: FlaskClient, care: Care, letter: Referral
) -> None:
    send(session, care, letter, NOW + 5 * DAY)
    assert MARK not in therapist.get("/caseload").text


def test_a_letter_that_was_withdrawn_waits_for_nothing(
    session: Session, therapist: FlaskClient, care: Care, letter: Referral
) -> None:
    withdraw_referral(acting(session, care.therapist, NOW), letter, "It went to the wrong clinic")
    session.commit()
    assert MARK not in therapist.get("/caseload").text


def test_the_mark_costs_no_statement(
    session: Session, therapist: FlaskClient, care: Care, letter: Referral
) -> None:
    therapist.get("/caseload")
    with statements(session) as late:
        therapist.get("/caseload")
    withdraw_referral(acting(session, care.therapist, NOW), letter, "It went to the wrong clinic")
    session.commit()
    with statements(session) as none:
        therapist.get("/caseload")
    assert len(late) == len(none)
