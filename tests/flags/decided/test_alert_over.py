"""Whoever was mailed an alert hears by a short mail that it was taken back, and only then."""

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from homecare.accounts.models import Membership
from homecare.clients.episodes.mistakes import end_as_mistake
from homecare.flags.red_flag_answers import (
    clear_episode,
    correct_red_flag_answers,
    mark_mistaken,
)
from homecare.mail.models import OutboxMail
from homecare.screening.models import Screening
from homecare.screening.operations import Round
from tests.make.diary import Care
from tests.make.flags import answer, assess_days, at, rate, the_flag, told_to
from tests.make.people import acting

pytestmark = pytest.mark.both_databases
OWNER, THERAPIST = "owner@homecare.example", "therapist@homecare.example"
OVER = "flag-over"


def clear(session: Session, care: Care, reason: str, day: float = 1) -> None:
    clear_episode(acting(session, care.therapist, at(day)), care.episode, reason)
    session.commit()


def test_cleared_as_a_mistake_those_who_were_mailed_hear_it_once(
    session: Session, care: Care
) -> None:
    answer(session, care, "bladder")
    assert OWNER in told_to(session)
    clear(session, care, "Tapped by mistake. I spoke with them.")
    assert told_to(session, OVER) == [OWNER]  # the therapist did it
    mail = session.scalars(select(OutboxMail).where(OutboxMail.kind == OVER)).one()
    said = f"{mail.subject} {mail.text}"
    for word in ("bladder", "urine", "leg", "red", "pain"):
        assert word not in said.lower()


def test_what_the_client_called_a_mistake_is_over_once_it_is_cleared(
    session: Session, care: Care
) -> None:
    screening = answer(session, care, "bladder")
    mark_mistaken(acting(session, care.me, at(0)), screening)
    session.commit()
    assert told_to(session, OVER) == []
    clear(session, care, "We spoke, it was the wrong line")
    assert told_to(session, OVER) == [OWNER]


def test_what_was_dealt_with_was_no_mistake(session: Session, care: Care) -> None:
    answer(session, care, "bladder")
    clear(session, care, "Seen in A&E")
    assert told_to(session, OVER) == []


def noted(session: Session, care: Care, code: str, day: float = 0) -> Screening:
    screening = answer(session, care, code)
    screening.answered_by = care.therapist.person_id
    session.commit()
    return screening


def test_a_correction_that_leaves_nothing_tells_it_and_one_that_leaves_an_answer_does_not(
    session: Session, care: Care
) -> None:
    act = acting(session, care.therapist, at(1))
    wrong = noted(session, care, "bladder")
    again = correct_red_flag_answers(
        act, wrong, Round("therapist", {"new_numbness": False}, {}, None), "Line"
    )
    session.commit()
    assert told_to(session, OVER) == []
    correct_red_flag_answers(act, again, Round("therapist", {}, {}, None), "None of them")
    session.commit()
    assert told_to(session, OVER) == [OWNER]


def test_an_answer_that_still_stands_is_never_called_over(session: Session, care: Care) -> None:
    first = answer(session, care, "bladder")
    answer(session, care, "fever")
    mark_mistaken(acting(session, care.me, at(0)), first)
    act = acting(session, care.therapist, at(1))
    correctable = noted(session, care, "new_numbness")
    correct_red_flag_answers(act, correctable, Round("therapist", {}, {}, None), "None of them")
    session.commit()
    assert told_to(session, OVER) == []


def test_whoever_was_not_reached_or_has_left_hears_nothing(session: Session, care: Care) -> None:
    answer(session, care, "bladder")
    session.execute(update(OutboxMail).values(status="failed"))
    session.commit()
    clear(session, care, "Tapped by mistake.")
    assert told_to(session, OVER) == []


def test_whoever_has_left_hears_nothing(session: Session, care: Care) -> None:
    answer(session, care, "bladder")
    leaves = update(Membership).where(Membership.role == "owner").values(disabled_at=at(0.5))
    session.execute(leaves)
    session.commit()
    clear(session, care, "Tapped by mistake.")
    assert told_to(session, OVER) == []


def test_a_grave_flag_of_somebody_entered_by_mistake_is_over_too(
    session: Session, care: Care
) -> None:
    rate(session, care, 4, 4, range(8))
    rate(session, care, 9, 9, range(8, 16))
    assess_days(session, care, range(16))
    assert the_flag(session, care).kind == "worsening"
    assert OWNER in told_to(session)
    end_as_mistake(acting(session, care.therapist, at(16)), care.episode, knowing=True)
    session.commit()
    assert told_to(session, OVER) == [OWNER]
