"""An agreement, or a wish, where the letter or its figures have moved on since."""

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from homecare.referrals.models import Referral
from tests.desk.referrals.draft import issued, saved, the_referral
from tests.make.diary import Care
from tests.make.flags import answer, visit
from tests.referrals.agreed.asking import answered, asked
from tests.today.visiting import Visitor


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
