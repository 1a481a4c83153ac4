"""What comes up after a letter to treatment by hand was issued: no link goes, its reader hears."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from homecare.clients.operations import amend_client
from homecare.flags.queries import live_flag
from homecare.flags.red_flag_answers import clear_episode
from homecare.referrals.models import Referral
from tests.accounts.mailbox import mails
from tests.desk.referrals.draft import post
from tests.letters.made import RECEIVER, contact_of, link_in, make_letter, send
from tests.letters.receiver import opened
from tests.make.diary import Care
from tests.make.flags import answer
from tests.make.people import NOW, acting, signed_in

pytestmark = pytest.mark.any_database
Since = Callable[[Session, Care], None]
CALL_FIRST = "Do not treat them before you have called"


@pytest.fixture(autouse=True)
def an_hour_later(clock: time_machine.Traveller) -> None:
    clock.move_to(NOW + timedelta(hours=1))


@pytest.fixture
def letter(session: Session, care: Care) -> Referral:
    """Issued to a chiropractor after questions that were clear."""
    answer(session, care)
    return make_letter(session, care, kind="chiropractor")


def links_mailed(session: Session) -> int:
    sent = [mail for mail in mails(session) if mail.kind == "letter-link"]
    session.commit()
    return len(sent)


def fever(session: Session, care: Care) -> None:
    answer(session, care, "fever")


def cleared_and_not_asked_since(session: Session, care: Care) -> None:
    answer(session, care, "fever")
    act = acting(session, care.therapist, NOW + timedelta(minutes=5))
    clear_episode(act, care.episode, "A cold.")
    session.commit()


def aneurysm(session: Session, care: Care) -> None:
    amend_client(acting(session, care.therapist, NOW), care.client, contraindications=["aneurysm"])
    session.commit()


def test_with_nothing_since_the_link_goes(
    session: Session, letter: Referral, therapist: FlaskClient
) -> None:
    post(therapist, f"/referrals/{letter.id}/link", address=RECEIVER)
    assert links_mailed(session) == 1


@pytest.mark.parametrize("since", [fever, cleared_and_not_asked_since, aneurysm])
def test_no_link_goes_to_treatment_by_hand(
    session: Session, care: Care, letter: Referral, therapist: FlaskClient, since: Since
) -> None:
    since(session, care)
    page = f"/referrals/{letter.id}"
    assert "has to wait" in therapist.get(page).text
    assert "Yes, send it" not in therapist.get(page).text
    post(therapist, f"{page}/link", address=RECEIVER)
    assert links_mailed(session) == 0
    assert "Dr Kit Hale has to wait" in therapist.get(page).text


def test_a_check_of_eight_days_ago_is_no_longer_enough(
    session: Session, letter: Referral, clock: time_machine.Traveller, app: Flask
) -> None:
    clock.move_to(NOW + timedelta(days=8))
    therapist = signed_in(app, "therapist@homecare.example")
    page = f"/referrals/{letter.id}"
    assert "Ask the red-flag questions now" in therapist.get(page).text
    post(therapist, f"{page}/link", address=RECEIVER)
    assert links_mailed(session) == 0


def test_somebody_made_a_chiropractor_since_gets_no_link(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    letter = make_letter(session, care)
    contact_of(session, letter).kind = "chiropractor"
    session.commit()
    post(therapist, f"/referrals/{letter.id}/link", address=RECEIVER)
    assert links_mailed(session) == 0


def test_a_doctor_gets_the_link_whatever_came_up(
    session: Session, care: Care, therapist: FlaskClient, app: Flask
) -> None:
    letter = make_letter(session, care)
    fever(session, care)
    page = f"/referrals/{letter.id}"
    assert "they may not treat them now" not in therapist.get(page).text
    post(therapist, f"{page}/link", address=RECEIVER)
    there = link_in(session, "letter-link")
    assert CALL_FIRST not in opened(app, there).get(there).text


def test_nobody_is_asked_after_an_answer_while_a_doctor_comes_first(
    session: Session, care: Care, letter: Referral, clock: time_machine.Traveller, app: Flask
) -> None:
    send(session, care, letter)
    clock.move_to(NOW + timedelta(days=15))
    therapist = signed_in(app, "therapist@homecare.example")
    page = f"/referrals/{letter.id}"
    assert "Ask once for an answer" in therapist.get(page).text
    answer(session, care, "fever", day=15)
    assert "Ask once for an answer" not in therapist.get(page).text
    post(therapist, f"{page}/remind", address=RECEIVER)
    assert links_mailed(session) == 1


def test_who_has_the_letter_reads_that_they_call_first_and_nothing_more(
    session: Session, care: Care, letter: Referral, app: Flask
) -> None:
    there, _link = send(session, care, letter)
    browser = opened(app, there)
    assert CALL_FIRST not in browser.get(there).text
    assert browser.get(f"{there}/letter.pdf").mimetype == "application/pdf"
    fever(session, care)
    shown = browser.get(there).text
    assert CALL_FIRST in shown
    assert "Take it along" not in shown
    for name in ("letter.pdf", "letter.json"):
        assert browser.get(f"{there}/{name}").location.endswith(there)
    assert "fever" not in shown.lower()
    act = acting(session, care.therapist, NOW + timedelta(minutes=5))
    clear_episode(act, care.episode, "A cold.")
    session.commit()
    assert CALL_FIRST not in browser.get(there).text


def test_the_therapist_reads_whom_to_call_on_the_letter_and_on_the_flag(
    session: Session, care: Care, letter: Referral, therapist: FlaskClient
) -> None:
    fever(session, care)
    assert "Call Dr Kit Hale: they may not treat" in therapist.get(f"/referrals/{letter.id}").text
    flag = live_flag(session, care.episode.id)
    assert flag is not None
    session.commit()
    assert "call Dr Kit Hale too" in therapist.get(f"/flags/{flag.id}").text
