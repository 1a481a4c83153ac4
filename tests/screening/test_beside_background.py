"""A symptom is as grave as the background makes it, whenever that becomes known; and it is read as
it was asked."""

import pytest
from sqlalchemy.orm import Session

from homecare.assessment.models import Verdict
from homecare.flags.red_flag_answers import (
    clear_episode,
    correct_red_flag_answers,
    decide_background,
)
from homecare.rules.red_flags import AGAIN, FIRST, Level
from homecare.screening.models import RedFlagAnswer
from homecare.screening.operations import Round
from homecare.screening.queries import gravest, last_asked, stopping
from tests.make.diary import Care
from tests.make.flags import answer, assess, at, kinds_and_states, on, told_to
from tests.make.people import acting

RISEN = [
    ("fever", "immunosuppression", Level.SAME_DAY),
    ("fever", "iv_drugs", Level.SAME_DAY),
    ("unsteady", "cancer", Level.EMERGENCY),
]


@pytest.mark.parametrize(("code", "past", "level"), RISEN)
@pytest.mark.parametrize("past_first", [True, False])
def test_whichever_is_known_first_the_two_together_are_urgent(
    session: Session, care: Care, code: str, past: str, level: Level, past_first: bool
) -> None:
    for known in (past, code) if past_first else (code, past):
        if known == code:
            answer(session, care, code)
        else:
            decide_background(
                acting(session, care.therapist, at(0)), care.episode, past, "considered"
            )
            session.commit()
    assert gravest(stopping(session, care.episode.id)) == level
    assert kinds_and_states(session, care)[-1] == ("urgent", "open")
    assert session.query(Verdict).one().state == "urgent"
    assess(session, care, 1)
    assert kinds_and_states(session, care)[-1] == ("urgent", "open")


def test_a_gp_flag_that_the_background_makes_urgent_is_replaced_and_told(
    session: Session, care: Care
) -> None:
    answer(session, care, "fever")
    before = len(told_to(session))
    decide_background(
        acting(session, care.therapist, at(0)), care.episode, "iv_drugs", "considered"
    )
    session.commit()
    assert kinds_and_states(session, care) == [("gp", "replaced"), ("urgent", "open")]
    assert len(told_to(session)) > before


def test_nothing_that_was_raised_is_lowered_or_raised_again_once_cleared(
    session: Session, care: Care
) -> None:
    answer(session, care, "fever")
    clear_episode(acting(session, care.therapist, at(0)), care.episode, "A cold, seen by the GP")
    decide_background(
        acting(session, care.therapist, at(1)), care.episode, "iv_drugs", "considered"
    )
    session.commit()
    assert stopping(session, care.episode.id) == []
    assert ("urgent", "open") not in kinds_and_states(session, care)
    answer(session, care, "fever", day=2)
    assert gravest(stopping(session, care.episode.id)) == Level.SAME_DAY


def test_an_old_crash_is_asked_about_once_and_stands_until_it_is_cleared(
    session: Session, care: Care
) -> None:
    first = answer(session, care, "accident")
    assert (first.wording, first.answers[0].question[:9]) == (FIRST, "Did this ")
    assert last_asked(session, care.episode.id) == on(0)
    again = answer(session, care, day=7)
    assert again.wording == AGAIN
    assert [one.code for one in stopping(session, care.episode.id)] == ["accident"]


def test_background_noted_is_no_round_of_the_questions(session: Session, care: Care) -> None:
    decide_background(acting(session, care.therapist, at(0)), care.episode, "cancer", "considered")
    assert last_asked(session, care.episode.id) is None
    assert answer(session, care, "accident", day=1).wording == FIRST


def test_what_is_put_right_is_asked_in_the_words_of_then(session: Session, care: Care) -> None:
    wrong = answer(session, care, "accident", by_staff=True)
    act = acting(session, care.therapist, at(1))
    right = correct_red_flag_answers(act, wrong, Round("therapist", {}, {}, None), "The wrong line")
    assert right.wording == FIRST


def test_an_answer_made_without_its_level_has_that_of_its_question(
    session: Session, care: Care
) -> None:
    said = answer(session, care)
    session.add(RedFlagAnswer(practice_id=care.practice.id, screening_id=said.id, code="bladder"))
    session.commit()
    assert gravest(stopping(session, care.episode.id)) == Level.EMERGENCY
