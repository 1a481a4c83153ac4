"""Beside an answer that a doctor has to look at, nobody is told to issue a letter to treatment by
hand, though its client has agreed to it."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from homecare.flags.red_flag_answers import clear_episode
from tests.make.diary import Care
from tests.make.flags import answer, make_flag, the_flag
from tests.make.people import acting
from tests.make.referrals import make_contact, make_draft
from tests.referrals.agreed.asking import answered, asked
from tests.today.visiting import Visitor

ISSUE = "Issue the letter</button>"
WAITS = "has agreed, but a doctor has to look at them first: do not issue the letter"


@pytest.mark.parametrize(("kind", "waits"), [("chiropractor", True), ("gp", False)])
def test_the_list_and_the_flag_say_that_it_has_to_wait_until_it_is_cleared(
    session: Session, care: Care, desk: FlaskClient, me: Visitor, kind: str, waits: bool
) -> None:
    answer(session, care)
    to = make_contact(session, care.therapist, kind=kind, name="Kim Hale")
    draft = make_draft(session, care.therapist, care.episode, to)
    asked(desk, draft)
    answered(me, draft, "agree")
    assert "has agreed to the letter: issue it, to Kim Hale" in desk.get("/flags").text
    answer(session, care, "foot_drop")
    listed, flag = desk.get("/flags").text, desk.get(f"/flags/{the_flag(session, care).id}").text
    session.rollback()
    assert (WAITS in listed) == waits
    assert "issue it" not in listed
    assert ("It has to wait: a doctor has to look at them first." in flag) == waits
    assert ("Whoever of the practice issues it signs it." in flag) != waits
    clear_episode(acting(session, care.therapist), care.episode, "Seen by the GP.")
    session.commit()
    assert WAITS not in desk.get("/flags").text


@pytest.mark.both_databases
def test_where_the_questions_have_to_be_asked_again_all_three_say_so_and_no_button_issues(
    session: Session, care: Care, desk: FlaskClient, me: Visitor
) -> None:
    answer(session, care)
    draft = make_draft(session, care.therapist, care.episode,
                       make_contact(session, care.therapist, kind="chiropractor"))  # fmt: skip
    asked(desk, draft)
    answered(me, draft, "agree")
    page = f"/referrals/{draft.id}"
    assert ISSUE in desk.get(page).text
    answer(session, care, "fever")
    clear_episode(acting(session, care.therapist), care.episode, "Seen by the GP.")
    session.commit()
    listed, letter = desk.get("/flags").text, desk.get(page).text
    assert "has agreed, but the letter has to wait: No clear red-flag check" in listed
    assert "issue it" not in listed
    assert ISSUE not in letter
    assert "It can be issued." not in letter
    assert "yet:</strong> what is missing stands at the top" in letter
    session.commit()


def test_the_list_does_not_invite_to_issue_what_the_flag_does_not_propose(
    session: Session, care: Care, desk: FlaskClient, me: Visitor
) -> None:
    answer(session, care)
    to = make_contact(session, care.therapist, kind="chiropractor", name="Kim Hale")
    draft = make_draft(session, care.therapist, care.episode, to)
    asked(desk, draft)
    answered(me, draft, "agree")
    flag = make_flag(session, care, "gp")
    flag.proposes = "gp"
    session.commit()
    listed = desk.get("/flags").text
    assert "has agreed to the letter, but now the GP is proposed: look before you issue" in listed
    assert "letter: issue it" not in listed
