"""What scores found for the GP holds until the GP's answer is on record."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.assessment.models import Verdict
from homecare.clients.models import Episode
from homecare.referrals.answers.operations import Said, record_answer
from tests.letters.made import make_letter
from tests.make.diary import Care
from tests.make.flags import assess, at, exercise, on, rate
from tests.make.people import acting

pytestmark = pytest.mark.any_database


def state(session: Session) -> str:
    session.expire_all()
    return session.scalars(select(Verdict.state)).one()


def answered(
    session: Session,
    care: Care,
    kind: str,
    day: int,
    what: str = "back",
    seen_on: int | None = None,
) -> None:
    letter = make_letter(session, care, kind=kind)
    seen = on(day if seen_on is None else seen_on) if what == "back" else None
    said = Said(next=what, how="telephone", said_by="Dr Kit Hale", seen_on=seen, words="Stiff.")
    record_answer(acting(session, care.therapist, at(day)), letter, said)
    session.commit()


def severe_then_less(session: Session, care: Care) -> None:
    """7 for four weeks, GP first; then 6, which is neither severe nor improved."""
    rate(session, care, 7, 4, range(28))
    rate(session, care, 6, 4, range(28, 43))
    exercise(session, care, range(43))
    assess(session, care, 28)
    assess(session, care, 42)


def test_it_stays_with_the_gp_while_it_has_not_improved(session: Session, care: Care) -> None:
    severe_then_less(session, care)
    assert state(session) == "gp"


@pytest.mark.parametrize("kind", ["gp", "doctor"])
def test_a_doctors_answer_ends_it_at_once(session: Session, care: Care, kind: str) -> None:
    severe_then_less(session, care)
    answered(session, care, kind, 42)
    assert state(session) == "stalled"


@pytest.mark.parametrize(("kind", "what"), [("gp", "never_went"), ("gp", "waiting")])
def test_no_other_answer_does(session: Session, care: Care, kind: str, what: str) -> None:
    severe_then_less(session, care)
    answered(session, care, kind, 42, what)
    assert state(session) == "gp"


def test_what_a_doctor_said_of_an_earlier_day_does_not_end_what_was_found_since(
    session: Session, care: Care
) -> None:
    severe_then_less(session, care)
    answered(session, care, "gp", 42, seen_on=0)
    assert state(session) == "gp"
    assert session.scalars(select(Episode.gp_answers)).one() == [on(0).isoformat()]


def test_an_answer_that_comes_late_counts_from_the_day_they_were_seen(
    session: Session, care: Care
) -> None:
    severe_then_less(session, care)
    answered(session, care, "gp", 42, seen_on=30)
    assert state(session) == "stalled"
