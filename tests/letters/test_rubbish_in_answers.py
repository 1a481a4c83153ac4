"""Whatever a receiver or a therapist sends about a letter is answered, and stores no rubbish."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from homecare.extensions import limiter
from homecare.referrals.answers.models import LetterAnswer
from homecare.referrals.models import Referral
from tests.forms.test_rubbish import RUBBISH
from tests.letters.made import make_letter, send
from tests.letters.receiver import a_stranger, opened
from tests.make.diary import Care
from tests.make.people import NOW, csrf_token

ANSWER = ("next", "seen_on", "words", "sent_on_to", "file", "unknown")


@pytest.fixture(autouse=True)
def an_hour_later(clock: time_machine.Traveller) -> Iterator[None]:
    clock.move_to(NOW + timedelta(hours=1))
    limiter.enabled = False
    yield
    limiter.enabled = True


@pytest.fixture
def letter(session: Session, care: Care) -> Referral:
    return make_letter(session, care)


def fed(browser: FlaskClient, address: str, token: str, /, **fields: str) -> int:
    safe = {key: text.encode("utf-8", "surrogatepass") for key, text in fields.items()}
    return browser.post(address, data={"csrf_token": token, **safe}).status_code


@pytest.mark.parametrize("field", ANSWER)
def test_no_rubbish_in_an_answer_breaks_it(
    app: Flask, session: Session, care: Care, letter: Referral, therapist: FlaskClient, field: str
) -> None:
    there, _ = send(session, care, letter)
    receiver, page = opened(app, there), f"/referrals/{letter.id}/answer"
    theirs, ours = csrf_token(receiver, there), csrf_token(therapist, page)
    for value in RUBBISH:
        # Nothing else is missing but the day, so that nothing is stored.
        said = {"next": "back", "words": "Stiff", field: value}
        assert fed(receiver, f"{there}/answer", theirs, **said) in (302, 400, 422)
        assert fed(therapist, page, ours, **{"how": "paper", **said}) in (302, 400)
    session.rollback()
    if field not in ("next", "seen_on"):
        assert session.scalar(select(func.count()).select_from(LetterAnswer)) == 0
    session.commit()


def test_no_rubbish_opens_a_letter_or_sends_it(
    app: Flask, session: Session, care: Care, letter: Referral, therapist: FlaskClient
) -> None:
    there, _ = send(session, care, letter)
    stranger = a_stranger(app)
    token, ours = csrf_token(stranger, there), csrf_token(therapist, "/caseload")
    for value in RUBBISH:
        assert fed(stranger, there, token, year=value) in (400, 410, 422, 429)
        for what in ("link", "remind"):
            assert fed(therapist, f"/referrals/{letter.id}/{what}", ours, address=value) in (
                302,
                400,
            )
        page = f"/practice/contacts/{letter.contact_id}/ask"
        assert fed(therapist, page, ours, letter=value) in (302, 400, 404)


def test_no_rubbish_counts_a_start_anew(
    session: Session, care: Care, letter: Referral, therapist: FlaskClient
) -> None:
    page = f"/referrals/{letter.id}"
    ours = csrf_token(therapist, f"{page}/answer")
    said = {"next": "back", "how": "paper", "words": "Stiff", "seen_on": NOW.date().isoformat()}
    assert fed(therapist, f"{page}/answer", ours, **said) == 302
    for value in RUBBISH:
        assert fed(therapist, f"{page}/new-start", ours, on=value) == 400
        back = {"on": value, "as_before": value}
        assert fed(therapist, f"{page}/new-start", ours, **back) in (302, 400)
    session.refresh(care.episode)
    assert care.episode.new_starts == []
    session.commit()
