"""An agreement, or a wish, where the letter or its figures have moved on since."""

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from homecare.referrals.models import Referral
from tests.desk.referrals.draft import issued, saved, the_referral
from tests.make.diary import Care
from tests.make.flags import answer, visit
from tests.referrals.agreed.asking import answered, asked, consents, rows
from tests.today.visiting import Visitor, words


def test_figures_that_moved_on_since_are_said_to_have_been_others(
    session: Session, care: Care, desk: FlaskClient, me: Visitor, draft: Referral
) -> None:
    asked(desk, draft)
    answered(me, draft, "agree")
    visit(session, care, 0)
    issued(desk, draft, consent="")
    kept = the_referral(session)
    assert kept.letter is not None
    said = "read this letter on their phone, with the figures of that day, and agreed"
    assert said in kept.letter["consent"]


def test_the_list_says_to_ask_again_where_the_letter_reads_otherwise_now(
    session: Session, care: Care, desk: FlaskClient, me: Visitor, draft: Referral
) -> None:
    asked(desk, draft)
    answered(me, draft, "agree")
    assert "has agreed to the letter: issue it" in desk.get("/flags").text
    answer(session, care, "night_sweats")
    listed = desk.get("/flags").text
    assert "has agreed to a letter that reads otherwise now: ask them again" in listed
    assert "issue it" not in listed


def test_a_change_asked_for_while_the_letter_is_changed_is_handed_back(
    desk: FlaskClient, me: Visitor, draft: Referral, there: str
) -> None:
    asked(desk, draft)
    [old] = me.forms(there, "/change")
    saved(desk, draft, message="Other words")
    handed = me.post(old, {"words": "Not my <i>left</i> leg, please."})
    assert handed.status_code == 409
    assert "What you wrote, to copy" in handed.text
    assert "Not my &lt;i&gt;left&lt;/i&gt; leg, please." in handed.text


def test_a_letter_that_reads_otherwise_by_now_is_not_agreed_to_and_the_list_says_so_at_once(
    session: Session, care: Care, desk: FlaskClient, me: Visitor, draft: Referral, there: str
) -> None:
    asked(desk, draft)
    [old] = me.forms(there, "/agree")
    assert "ask them again" not in desk.get("/flags").text
    answer(session, care, "night_sweats")
    shown = me.read(there)
    assert "This letter reads otherwise by now." in shown
    assert "asks you again if it is still to be sent" in shown
    assert "I agree: send it" not in shown
    refused = me.post(old, {})
    assert refused.status_code == 409
    assert "Your yes was not kept, as the letter reads otherwise by now." in words(refused.text)
    assert consents(session) == []
    listed = desk.get("/flags").text
    assert "was asked about a letter that reads otherwise now: ask them again" in listed
    asked(desk, draft)
    answered(me, draft, "agree")
    assert len(consents(session)) == 1
    assert "You agreed on" in me.read(there)


def test_it_can_still_be_said_no_to(
    session: Session, care: Care, desk: FlaskClient, me: Visitor, draft: Referral, there: str
) -> None:
    asked(desk, draft)
    answer(session, care, "night_sweats")
    answered(me, draft, "refuse")
    assert [row.answer for row in rows(session)] == ["refused"]


def test_whoever_had_agreed_reads_that_it_waits_for_them_again(
    session: Session, care: Care, desk: FlaskClient, me: Visitor, draft: Referral, there: str
) -> None:
    asked(desk, draft)
    answered(me, draft, "agree")
    answer(session, care, "night_sweats")
    shown = me.read(there)
    assert "This letter reads otherwise by now." in shown
    assert "You agreed to it on 2 March 2026" in shown
    assert "It is not sent yet." not in shown
