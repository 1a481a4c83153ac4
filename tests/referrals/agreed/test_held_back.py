"""A letter to somebody who treats by hand while a red-flag answer stands: the record says that it
has to wait, and the page of one that was issued is not handed out."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from homecare.flags.red_flag_answers import clear_episode
from homecare.referrals.models import Referral
from tests.desk.browsing import look_again, of
from tests.letters.made import make_letter
from tests.make.diary import Care
from tests.make.flags import answer
from tests.make.people import acting
from tests.make.referrals import make_contact, make_draft
from tests.referrals.agreed.asking import answered, asked
from tests.today.visiting import Visitor, words

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def by_hand(session: Session, care: Care) -> Referral:
    """A letter to a chiropractor, begun after questions that were clear."""
    answer(session, care)
    contact = make_contact(session, care.therapist)
    return make_draft(session, care.therapist, care.episode, contact)


def agree(desk: FlaskClient, me: Visitor, draft: Referral) -> None:
    asked(desk, draft, differs_why="They asked for it.")
    answered(me, draft, "agree")


def test_the_record_says_that_a_draft_has_to_wait(
    session: Session, care: Care, desk: FlaskClient, me: Visitor, by_hand: Referral
) -> None:
    agree(desk, me, by_hand)
    assert "It has to wait:" not in words(desk.get(of(care.client.id)).text)
    answer(session, care, "leg_weaker")
    assert "It has to wait:" in words(desk.get(of(care.client.id)).text)


def test_the_page_of_a_letter_that_was_issued_is_held_back(
    session: Session, care: Care, desk: FlaskClient
) -> None:
    answer(session, care)
    letter = make_letter(session, care, kind="chiropractor")
    files = [f"/referrals/{letter.id}.{kind}" for kind in ("pdf", "json")]
    assert desk.get(files[0]).mimetype == "application/pdf"
    answer(session, care, "saddle_numbness")
    for file in files:
        back = desk.get(file)
        assert back.location == f"/referrals/{letter.id}"
        assert "This page is not handed out now:" in words(desk.get(back.location).text)
    assert f'href="{files[0]}"' not in desk.get(f"/referrals/{letter.id}").text
    clear_episode(acting(session, care.therapist), care.episode, "Seen at A&E, all well")
    session.commit()
    look_again(session)
    assert desk.get(files[0]).mimetype == "application/pdf"


def test_a_letter_to_the_gp_is_handed_out(session: Session, care: Care, desk: FlaskClient) -> None:
    letter = make_letter(session, care)
    answer(session, care, "saddle_numbness")
    assert desk.get(f"/referrals/{letter.id}.pdf").mimetype == "application/pdf"
