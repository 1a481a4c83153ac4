"""Ways round the gate, each tried from a page that stood open: none gets a letter out."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session

from homecare.clients.episodes.discharge import discharge
from homecare.clients.episodes.mistakes import end_as_mistake
from homecare.clients.models import Episode
from homecare.clients.operations import reopen
from homecare.referrals.contacts import amend_contact
from homecare.referrals.models import Referral
from tests.desk.referrals.draft import issued, on_screen, page, post, the_referral
from tests.letters.made import RECEIVER, contact_of, make_letter, send
from tests.letters.receiver import a_stranger, opened
from tests.make.clients import make_intake
from tests.make.diary import Care
from tests.make.flags import answer, at
from tests.make.people import NOW, acting
from tests.make.referrals import make_contact, make_draft
from tests.today.visiting import Visitor


@pytest.fixture(autouse=True)
def half_an_hour_later(clock: time_machine.Traveller) -> None:
    clock.move_to(NOW + timedelta(minutes=30))


@pytest.fixture
def draft(session: Session, care: Care) -> Referral:
    """A letter to a chiropractor that could be issued."""
    answer(session, care)
    return make_draft(session, care.therapist, care.episode, make_contact(session, care.therapist))


def again_in_care(session: Session, care: Care) -> None:
    """Discharged, taken in again, and something is wrong since."""
    act = acting(session, care.therapist, NOW + timedelta(minutes=10))
    discharge(act, care.episode)
    newer = reopen(act, care.client, make_intake(care.client.therapist_id))
    session.commit()
    answer(session, Care(care.practice, care.therapist, care.me, care.client, newer), "fever")


def a_mistake(session: Session, care: Care) -> None:
    end_as_mistake(acting(session, care.therapist, NOW), care.episode, knowing=True)
    session.commit()


def side_corrected(session: Session, _care: Care) -> None:
    session.execute(update(Episode).values(side="right"))
    session.commit()


def test_a_page_that_stood_open_until_the_check_was_too_old_issues_nothing(
    session: Session, therapist: FlaskClient, draft: Referral, clock: time_machine.Traveller
) -> None:
    before = on_screen(therapist, draft)
    clock.move_to(at(8))
    assert issued(therapist, draft, **before).status_code == 409
    assert "No red-flag check in the last 7 days" in issued(therapist, draft).text
    assert the_referral(session).status == "draft"


def test_a_side_that_was_corrected_is_read_before_the_letter_goes(
    session: Session, care: Care, therapist: FlaskClient, draft: Referral
) -> None:
    before = on_screen(therapist, draft)
    side_corrected(session, care)
    answer = issued(therapist, draft, **before)
    assert answer.status_code == 409
    assert "right side" in answer.text
    assert the_referral(session).status == "draft"


def test_a_draft_of_earlier_care_sends_nobody_past_what_was_answered_since(
    session: Session, care: Care, therapist: FlaskClient, draft: Referral
) -> None:
    before = on_screen(therapist, draft)
    again_in_care(session, care)
    for refused in (issued(therapist, draft, **before), issued(therapist, draft),
                    post(therapist, f"/referrals/{draft.id}/ask", **before)):  # fmt: skip
        assert refused.status_code == 400
        assert "they are in care again, where other answers may stand" in refused.text
    shown = page(therapist, draft)
    assert "can’t go out" in shown
    assert "Save and show below" in shown
    assert "Issue the letter" not in shown
    assert the_referral(session).status == "draft"


def test_a_doctor_may_still_get_the_letter_about_earlier_care(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    gp = make_contact(session, care.therapist, kind="gp", name="Dr June Abbot")
    draft = make_draft(session, care.therapist, care.episode, gp)
    again_in_care(session, care)
    issued(therapist, draft)
    assert the_referral(session).status == "issued"


def test_no_letter_comes_of_care_that_was_a_mistake(
    session: Session, care: Care, therapist: FlaskClient, draft: Referral
) -> None:
    before = on_screen(therapist, draft)
    a_mistake(session, care)
    for end in ("/issue", ""):
        refused = post(therapist, f"/referrals/{draft.id}{end}", **before, consent="y")
        assert refused.status_code == 400
        assert "This care was ended as a mistake" in refused.text
    shown = page(therapist, draft)
    assert "This care was ended as a mistake" in shown
    assert "Drop this draft" in shown
    for button in ("Save and show below", "Issue the letter", "Ask them on their phone"):
        assert button not in shown
    assert "letter-room" not in shown  # a script that would look for what is not there
    assert the_referral(session).status == "draft"


def test_nobody_is_asked_any_longer_about_a_letter_of_care_that_was_a_mistake(
    app: Flask, session: Session, care: Care, therapist: FlaskClient, draft: Referral
) -> None:
    me, there = Visitor.of(app, "client@homecare.example"), f"/letters-about-me/{draft.id}"
    post(therapist, f"/referrals/{draft.id}/ask", **on_screen(therapist, draft))
    assert "A letter to read" in me.read("/today")
    [old] = me.forms(there, "/agree")
    a_mistake(session, care)
    assert "A letter to read" not in me.read("/today")
    shown = me.read(there)
    assert "This letter is not sent" in shown
    assert "I agree: send it" not in shown
    assert me.post(old, {}).status_code == 409


def test_a_letter_about_care_that_was_a_mistake_opens_no_more(
    app: Flask, session: Session, care: Care, therapist: FlaskClient
) -> None:
    letter = make_letter(session, care)
    there, _ = send(session, care, letter)
    reader = opened(app, there)
    a_mistake(session, care)
    for browser in (reader, a_stranger(app)):
        for address in (there, f"{there}/letter.pdf"):
            gone = browser.get(address)
            assert gone.status_code == 410
            assert "Sam Reed" not in gone.text
    assert "the care that it is about was a mistake" in page(therapist, letter)
    post(therapist, f"/referrals/{letter.id}/link", address=RECEIVER)
    assert "This care was ended as a mistake" in page(therapist, letter)


def test_written_again_the_gate_says_what_is_missing_and_offers_it(
    session: Session, care: Care, therapist: FlaskClient, draft: Referral,
    clock: time_machine.Traveller,
) -> None:  # fmt: skip
    issued(therapist, draft)
    clock.move_to(at(9))
    refused = post(therapist, f"/referrals/{draft.id}/again", why="Their GP was wrong.")
    assert refused.status_code == 409
    again = refused.text[refused.text.index("Write it again</summary>") :]
    assert "No red-flag check in the last 7 days" in again
    assert "Ask the red-flag questions now" in again
    assert "Their GP was wrong." in again


def test_a_receiver_who_treats_by_hand_by_now_gets_no_letter(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    gp = make_contact(session, care.therapist, kind="gp", name="Dr June Abbot")
    draft = make_draft(session, care.therapist, care.episode, gp)
    before = on_screen(therapist, draft)
    act = acting(session, care.therapist, NOW)
    amend_contact(act, contact_of(session, draft), kind="osteopath")
    session.commit()
    assert issued(therapist, draft, **before).status_code == 409
    assert the_referral(session).status == "draft"
