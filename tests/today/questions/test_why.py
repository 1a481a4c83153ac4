"""Little exercise reported: the client is asked why, once, and gets one gentle answer."""

from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from homecare.diary.words import REASONS
from homecare.flags.decisions import dismiss, snooze
from homecare.mail.models import OutboxMail
from homecare.today.questions.suggestions import SUGGESTIONS
from tests.make.diary import Care, statements
from tests.make.flags import assess, at, flags_of, kinds_and_states, make_flag, rate, the_flag
from tests.make.people import acting
from tests.today.visiting import Visitor

pytestmark = pytest.mark.usefixtures("clock")

QUESTION = "What gets in the way?"
DAY_30 = 30


@pytest.fixture
def me(app: Flask, session: Session, care: Care, clock: time_machine.Traveller) -> Visitor:
    """A client whose flag says that little exercise was reported."""
    make_flag(session, care, "not_following", DAY_30)
    clock.move_to(at(DAY_30))
    return Visitor.of(app, "client@homecare.example")


def say(me: Visitor, reason: str, text: str = "") -> Any:
    return me.send("/today", "/why", {"reason": reason, "text": text})


def test_only_with_little_reported_is_the_question_asked(
    app: Flask, care: Care, clock: time_machine.Traveller
) -> None:
    clock.move_to(at(DAY_30))
    assert QUESTION not in Visitor.of(app, "client@homecare.example").read("/today")


def test_it_is_asked_also_when_only_the_rule_says_so(
    app: Flask, session: Session, care: Care, clock: time_machine.Traveller
) -> None:
    rate(session, care, 6, 4, range(28))
    assess(session, care, 28)
    flag = the_flag(session, care)
    assert flag.kind == "not_following"
    dismiss(acting(session, care.therapist, at(28)), flag, "We spoke.")
    session.commit()
    clock.move_to(at(28))
    assert QUESTION in Visitor.of(app, "client@homecare.example").read("/today")


@pytest.mark.parametrize("reason", REASONS)
def test_each_reason_gets_its_one_suggestion(me: Visitor, reason: str) -> None:
    assert say(me, reason).status_code == 302
    page = me.read("/today")
    assert SUGGESTIONS[reason].text in page
    assert QUESTION not in page
    for word in ("fail", "miss", "should have", "must"):
        assert word not in SUGGESTIONS[reason].text.lower()


def test_it_is_asked_once(me: Visitor, clock: time_machine.Traveller) -> None:
    assert QUESTION in me.read("/today")
    say(me, "forgot")
    clock.move_to(at(DAY_30 + 5))
    page = me.read("/today")
    assert QUESTION not in page
    assert SUGGESTIONS["forgot"].text not in page


def test_the_therapist_reads_it_beside_the_flag(
    app: Flask, session: Session, care: Care, me: Visitor
) -> None:
    say(me, "other", "New <b>shifts</b> at work")
    flag = the_flag(session, care)
    assert flag.status == "open"
    therapist = Visitor.of(app, "therapist@homecare.example")
    said = "Something else. “New <b>shifts</b> at work”"
    assert f"Asked why little exercise was reported: {said}" in therapist.read(f"/flags/{flag.id}")
    assert said in therapist.read(f"/clients/{care.client.id}")


def test_it_hurts_goes_to_review_and_to_the_digest_but_to_no_mail_at_once(
    session: Session, care: Care, me: Visitor
) -> None:
    say(me, "hurts", "The bridge")
    assert kinds_and_states(session, care) == [("not_following", "replaced"), ("review", "open")]
    assert "Stop if pain spreads" in me.read("/today")
    assert "Your therapist will look at this." in me.read("/today")
    assert session.query(OutboxMail).count() == 0


def test_it_hurts_leaves_a_graver_flag_and_stands_beside_it(
    app: Flask, session: Session, care: Care, clock: time_machine.Traveller
) -> None:
    rate(session, care, 6, 4, range(28))
    assess(session, care, 28)
    flag = the_flag(session, care)
    flag.kind = "stalled"
    session.commit()
    clock.move_to(at(28))
    say(Visitor.of(app, "client@homecare.example"), "hurts")
    assert kinds_and_states(session, care) == [("stalled", "open")]
    assert the_flag(session, care).transitions[-1].reason.endswith("It hurts.")


def test_the_figures_never_take_back_that_it_hurts(
    session: Session, care: Care, me: Visitor
) -> None:
    say(me, "hurts")
    assess(session, care, DAY_30 + 1)
    review = flags_of(session, care)[-1]
    assert (review.kind, len(review.transitions)) == ("review", 1)


def test_a_snoozed_flag_that_hurts_wakes_as_a_review(
    session: Session, care: Care, me: Visitor
) -> None:
    snooze(acting(session, care.therapist, at(DAY_30)), the_flag(session, care), "Later")
    session.commit()
    say(me, "hurts")
    assert kinds_and_states(session, care)[-1] == ("review", "open")


def test_without_a_reason_it_is_asked_again_and_the_words_are_kept(me: Visitor) -> None:
    answer = me.send("/today", "/why", {"text": "My words"})
    assert answer.status_code == 422
    assert "Choose the line that fits best." in answer.text
    assert "My words" in answer.text


def test_it_can_be_changed_the_same_day(session: Session, care: Care, me: Visitor) -> None:
    say(me, "forgot")
    me.send("/why", "/why", {"reason": "no_time", "text": ""})
    assert SUGGESTIONS["no_time"].text in me.read("/today")
    assert SUGGESTIONS["forgot"].text not in me.read("/today")


def test_nothing_is_asked_while_a_red_flag_stands(me: Visitor) -> None:
    me.send("/red-flags", "/red-flags", {"yes": ["fever"]})
    assert QUESTION not in me.read("/today")


def test_today_still_takes_eight_statements(session: Session, me: Visitor) -> None:
    with statements(session) as sent:
        assert QUESTION in me.read("/today")
    assert len(sent) <= 8, "\n".join(sent)
