"""What a client agreed to on their phone counts for the whole practice, and everybody sees it."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from sqlalchemy.orm import Session

from homecare.flags.models import Flag
from homecare.referrals.agreement.models import LetterAgreement
from homecare.referrals.models import Referral
from tests.desk.referrals.draft import issued, page, saved, the_referral
from tests.make.diary import Care
from tests.make.flags import make_flag
from tests.make.people import make_therapist, signed_in
from tests.referrals.agreed.asking import answered, asked, consents, rows
from tests.today.visiting import Visitor

AGREED = "They agreed on their phone"


@pytest.fixture
def colleague(app: Flask, session: Session, care: Care) -> FlaskClient:
    make_therapist(session, care.practice, "colleague@homecare.example", "Cleo Colleague")
    return signed_in(app, "colleague@homecare.example")


@pytest.fixture
def flag(session: Session, care: Care) -> Flag:
    return make_flag(session, care)


def read(browser: FlaskClient, address: str) -> str:
    text = re.sub(r"<[^>]+>", " ", browser.get(address).get_data(as_text=True))
    return re.sub(r"\s+", " ", text)


def test_a_colleague_sees_on_client_flag_and_draft_that_they_agreed(
    desk: FlaskClient, me: Visitor, colleague: FlaskClient, flag: Flag, draft: Referral
) -> None:
    pages = [f"/clients/{draft.client_id}", f"/flags/{flag.id}"]
    for address in pages:
        assert "To Dr June Abbot" in read(colleague, address)
        assert AGREED not in read(colleague, address)
    asked(desk, draft)
    for address in pages:
        assert "Asked on their phone today, 10:00. No answer yet." in read(colleague, address)
    answered(me, draft, "agree")
    for address in [*pages, f"/referrals/{draft.id}"]:
        assert AGREED in read(colleague, address)


@pytest.mark.parametrize(
    ("answer", "words", "said"),
    [
        ("change", "Leave out my job.", "They ask for a change"),
        ("refuse", "", "They do not agree"),
    ],
)
def test_a_no_and_a_wish_are_seen_by_a_colleague_too(
    desk: FlaskClient, me: Visitor, colleague: FlaskClient, flag: Flag, draft: Referral,
    answer: str, words: str, said: str,
) -> None:  # fmt: skip
    asked(desk, draft)
    answered(me, draft, answer, words)
    for address in (f"/clients/{draft.client_id}", f"/flags/{flag.id}"):
        assert said in read(colleague, address)
    assert issued(colleague, draft).status_code == 400
    assert said in page(colleague, draft)


def test_a_colleague_issues_it_signs_it_and_says_whose_letter_was_read(
    session: Session, desk: FlaskClient, me: Visitor, colleague: FlaskClient, draft: Referral
) -> None:
    asked(desk, draft)
    answered(me, draft, "agree")
    assert issued(colleague, draft, consent="").status_code == 302
    kept = the_referral(session)
    assert kept.letter is not None
    assert kept.letter["signed"]["name"] == "Cleo Colleague"
    assert "on their phone, as Theo Therapist would sign it, and agreed" in kept.letter["consent"]
    assert [one.id for one in consents(session)] == [kept.consent_id]


def test_the_client_is_told_that_a_colleague_may_sign_it(
    desk: FlaskClient, me: Visitor, draft: Referral, there: str
) -> None:
    asked(desk, draft)
    shown = me.read(there)
    assert "I agree that my therapist, or a colleague in the practice, may send" in shown
    assert "a colleague in the practice may sign it" in shown


def test_an_agreement_in_words_that_named_no_colleague_is_to_the_one_who_asked(
    session: Session, desk: FlaskClient, me: Visitor, colleague: FlaskClient, draft: Referral
) -> None:
    asked(desk, draft)
    answered(me, draft, "agree")
    session.execute(update(LetterAgreement).values(wording="I agree that my therapist may send it"))
    session.commit()
    assert "the letter reads otherwise now" in page(colleague, draft)
    assert issued(colleague, draft, consent="").status_code == 400
    assert issued(desk, draft, consent="").status_code == 302


def test_other_words_end_it_for_everybody(
    session: Session, desk: FlaskClient, me: Visitor, colleague: FlaskClient, flag: Flag,
    draft: Referral,
) -> None:  # fmt: skip
    asked(desk, draft)
    answered(me, draft, "agree")
    saved(colleague, draft, message="Other words")
    assert "Changed since they answered: ask them again." in read(colleague, f"/flags/{flag.id}")
    assert issued(colleague, draft, consent="").status_code == 400


def test_asked_about_by_two_colleagues_it_is_one_question(
    session: Session, desk: FlaskClient, colleague: FlaskClient, draft: Referral
) -> None:
    asked(desk, draft)
    asked(colleague, draft)
    assert len(rows(session)) == 1
