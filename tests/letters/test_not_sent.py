"""What a receiver sends by a link that has ended meanwhile: they are told, and get it back."""

import io
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from homecare.referrals.answers.models import LetterAnswer
from homecare.referrals.contacts import amend_contact
from homecare.referrals.models import Referral
from homecare.referrals.sending.operations import end_links
from tests.desk.referrals.draft import post
from tests.letters.made import contact_of, link_in, make_letter, send
from tests.letters.receiver import BORN, a_stranger, answer, opened
from tests.make.diary import Care
from tests.make.people import NOW, acting, csrf_token, token_on

WORDS = "Fracture found.\nDo <b>NOT</b> treat."
TELEPHONE = "01632 960 111"


@pytest.fixture(autouse=True)
def an_hour_later(clock: time_machine.Traveller) -> None:
    clock.move_to(NOW + timedelta(hours=1))


@pytest.fixture
def letter(session: Session, care: Care) -> Referral:
    care.practice.telephone = TELEPHONE
    return make_letter(session, care)


@pytest.fixture
def there(session: Session, care: Care, letter: Referral) -> str:
    return send(session, care, letter)[0]


def end(session: Session, care: Care, letter: Referral) -> None:
    end_links(acting(session, care.therapist, NOW + timedelta(hours=1)), letter)
    session.commit()


def assert_not_sent(session: Session, shown: TestResponse) -> None:
    assert shown.status_code == 410
    said = unescape(shown.text)
    assert "<h1>Your answer was not sent</h1>" in said
    assert "not</strong> read it" in said
    assert f"Back to you.\nSeen on 2 March 2026.\n{WORDS}</textarea>" in said
    assert "<b>NOT" not in shown.text
    assert f'href="tel:{TELEPHONE.replace(" ", "")}"' in said
    assert session.scalars(select(LetterAnswer)).all() == []


def test_an_answer_is_said_not_to_be_sent_and_stands_there_to_copy(
    app: Flask, session: Session, care: Care, letter: Referral, there: str
) -> None:
    browser = opened(app, there)
    token = token_on(browser.get(there).text)
    end(session, care, letter)
    data = {"csrf_token": token, "next": "back", "seen_on": "2026-03-02", "words": WORDS}
    assert_not_sent(session, browser.post(f"{there}/answer", data=data))
    data["file"] = (io.BytesIO(b"%PDF-1.7"), "scan.pdf")  # type: ignore[assignment]
    shown = browser.post(f"{there}/answer", data=data, content_type="multipart/form-data")
    assert "nor the file that you chose" in shown.text


def test_so_is_one_that_was_kept_while_the_year_was_asked_again(
    app: Flask, session: Session, care: Care, letter: Referral, there: str
) -> None:
    browser = a_stranger(app)
    token = csrf_token(browser, there)
    end(session, care, letter)
    kept = {"next": "back", "seen_on": "2026-03-02", "words": WORDS}
    data = {"csrf_token": token, "year": BORN, **kept}
    assert_not_sent(session, browser.post(there, data=data))


def test_who_had_typed_nothing_is_told_only_that_the_link_has_ended(
    app: Flask, session: Session, care: Care, letter: Referral, there: str
) -> None:
    browser = a_stranger(app)
    token = csrf_token(browser, there)
    end(session, care, letter)
    shown = browser.post(there, data={"csrf_token": token, "year": BORN})
    assert "This link has ended" in shown.text
    assert "not sent" not in shown.text


def test_whose_question_has_ended_is_told_that_the_address_is_not_confirmed(
    app: Flask, session: Session, care: Care, therapist: FlaskClient
) -> None:
    letter = make_letter(session, care, confirmed=False)
    post(therapist, f"/practice/contacts/{letter.contact_id}/ask")
    link, browser = link_in(session, "confirm-receiver"), a_stranger(app)
    token = csrf_token(browser, link)
    amend_contact(acting(session, care.therapist), contact_of(session, letter), email="")
    session.commit()
    shown = browser.post(link, data={"csrf_token": token})
    assert "Your address was not confirmed." in shown.text
    assert "was not confirmed" not in browser.get(link).text


def test_a_refused_answer_is_called_an_error_once(app: Flask, there: str) -> None:
    shown = answer(opened(app, there), there, next="")
    assert shown.status_code == 422
    assert "<title>Error: Letter from" in shown.text
