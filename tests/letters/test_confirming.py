"""A receiver's address: asked once, confirmed by a button, and unconfirmed when it changes."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from homecare.referrals.contacts import amend_contact
from homecare.referrals.models import Contact, Referral
from tests.accounts.mailbox import mails
from tests.desk.referrals.draft import newest, post
from tests.letters.made import RECEIVER, contact_of, link_in, make_letter
from tests.letters.receiver import a_stranger
from tests.make.diary import Care
from tests.make.people import NOW, acting, csrf_token, make_practice, signed_in

KIND = "confirm-receiver"


@pytest.fixture(autouse=True)
def an_hour_later(clock: time_machine.Traveller) -> None:
    clock.move_to(NOW + timedelta(hours=1))


@pytest.fixture
def letter(session: Session, care: Care) -> Referral:
    return make_letter(session, care, confirmed=False)


def asked(session: Session, therapist: FlaskClient, letter: Referral) -> str:
    post(therapist, f"/practice/contacts/{letter.contact_id}/ask", letter=str(letter.id))
    return link_in(session, KIND)


def sent(session: Session) -> list[str]:
    found = [mail.to_address for mail in mails(session) if mail.kind == "letter-link"]
    session.commit()
    return found


def test_an_address_is_asked_confirmed_and_then_sent_to(
    app: Flask, session: Session, therapist: FlaskClient, letter: Referral
) -> None:
    page = f"/referrals/{letter.id}"
    assert "Ask whether it is theirs" in therapist.get(page).text
    link = asked(session, therapist, letter)
    stranger = a_stranger(app)
    assert "Is this address yours?" in stranger.get(link).text
    assert newest(session, Contact).confirmed_email is None, "looking confirms nothing"
    stranger.post(link, data={"csrf_token": csrf_token(stranger, link)})
    thanked = stranger.get(link).text
    assert "Thank you" in thanked
    assert "You can close this page." in thanked
    shown = therapist.get(page).text
    assert "Yes, send it to this address" in shown
    assert "kit<wbr>@hale.example" in shown
    post(therapist, f"{page}/link", address=RECEIVER)
    assert sent(session) == [RECEIVER]


def test_a_link_that_was_cut_is_not_called_ended(
    app: Flask, session: Session, therapist: FlaskClient, letter: Referral
) -> None:
    shown = a_stranger(app).get(asked(session, therapist, letter)[:-3])
    assert shown.status_code == 410
    assert "This link does not work" in shown.text
    assert "Part of the link may be missing: open it again from the mail." in shown.text


def test_nothing_goes_to_an_address_that_nobody_confirmed(
    session: Session, therapist: FlaskClient, letter: Referral
) -> None:
    post(therapist, f"/referrals/{letter.id}/link", address=RECEIVER)
    assert sent(session) == []


def test_a_changed_address_is_unconfirmed_again_and_its_old_link_is_closed(
    app: Flask, session: Session, care: Care, therapist: FlaskClient, letter: Referral
) -> None:
    link = asked(session, therapist, letter)
    act, contact = acting(session, care.therapist), contact_of(session, letter)
    contact.confirmed_email = RECEIVER
    amend_contact(act, contact, email="new@hale.example")
    session.commit()
    assert a_stranger(app).get(link).status_code == 410
    for address in (RECEIVER, "new@hale.example"):
        post(therapist, f"/referrals/{letter.id}/link", address=address)
    assert sent(session) == []


def test_an_address_that_was_changed_beside_the_page_is_not_sent_to(
    session: Session, therapist: FlaskClient, letter: Referral
) -> None:
    contact = contact_of(session, letter)
    contact.email = contact.confirmed_email = "new@hale.example"
    session.commit()
    answer = post(therapist, f"/referrals/{letter.id}/link", address=RECEIVER)
    assert sent(session) == []
    assert "has another address now" in therapist.get(answer.location).text


def test_a_question_that_waits_does_not_leave_for_an_address_that_was_replaced(
    session: Session, care: Care, therapist: FlaskClient, letter: Referral
) -> None:
    asked(session, therapist, letter)
    amend_contact(acting(session, care.therapist), contact_of(session, letter), email="")
    session.commit()
    assert [mail.status for mail in mails(session) if mail.kind == KIND] == ["failed"]


def test_the_question_is_asked_once_an_hour_at_most_and_names_no_client(
    session: Session, therapist: FlaskClient, letter: Referral
) -> None:
    asked(session, therapist, letter)
    asked(session, therapist, letter)
    questions = [mail for mail in mails(session) if mail.kind == KIND]
    assert len(questions) == 1
    assert questions[0].client_id is None
    assert "Sam" not in questions[0].text + questions[0].html + questions[0].subject


@pytest.mark.parametrize("token", ["x", "a.b.c", "W10.x", "%00", "é", "a" * 2000])
def test_a_link_that_was_never_made_confirms_nobody(app: Flask, token: str) -> None:
    assert a_stranger(app).get(f"/letters/confirm/{token}").status_code in (400, 410)


def test_another_practice_sends_nothing(app: Flask, session: Session, letter: Referral) -> None:
    make_practice(session, "Elsewhere", "owner@elsewhere.example")
    other = signed_in(app, "owner@elsewhere.example")
    contact_of(session, letter).confirmed_email = RECEIVER
    session.commit()
    for page in ("link", "remind", "link/end", "answer", "read"):
        assert post(other, f"/referrals/{letter.id}/{page}").status_code == 404
    assert post(other, f"/practice/contacts/{letter.contact_id}/ask").status_code == 404
    assert sent(session) == []


def test_a_draft_and_a_withdrawn_letter_are_not_sent(
    session: Session, therapist: FlaskClient, letter: Referral
) -> None:
    contact_of(session, letter).confirmed_email = RECEIVER
    for status in ("draft", "withdrawn"):
        letter.status = status
        session.commit()
        post(therapist, f"/referrals/{letter.id}/link", address=RECEIVER)
    assert sent(session) == []
