"""Background is decided on at intake or whenever it is known, apart from new symptoms."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.accounts.models import AuditLine
from homecare.assessment.history import history_of
from homecare.flags.red_flag_answers import decide_background
from homecare.screening.models import RedFlagAnswer
from homecare.screening.queries import exercises_stopped
from tests.make.diary import Care
from tests.make.flags import at, kinds_and_states, on, told_to
from tests.make.people import acting


def decide(session: Session, care: Care, decision: str, day: int = 5, code: str = "cancer") -> None:
    decide_background(acting(session, care.therapist, at(day)), care.episode, code, decision)
    session.commit()


def test_gp_first_asks_for_the_gp_at_once_and_stops_no_exercise(
    session: Session, care: Care
) -> None:
    decide(session, care, "gp_first")
    assert kinds_and_states(session, care) == [("gp", "open")]
    assert told_to(session) == ["owner@homecare.example"]
    assert not exercises_stopped(session, care.episode.id)


def test_considered_raises_nothing_and_ends_what_gp_first_asked_for(
    session: Session, care: Care
) -> None:
    decide(session, care, "considered", day=1)
    assert kinds_and_states(session, care) == []
    decide(session, care, "gp_first", day=2)
    decide(session, care, "considered", day=3)
    assert kinds_and_states(session, care) == [("gp", "cleared")]
    (answer,) = session.scalars(select(RedFlagAnswer)).all()
    assert (answer.code, answer.decision) == ("cancer", "considered")


def test_each_decision_is_written_down(session: Session, care: Care) -> None:
    decide(session, care, "gp_first")
    decide(session, care, "considered")
    lines = select(AuditLine.action).where(AuditLine.action.startswith("background."))
    assert sorted(session.scalars(lines)) == ["background.considered", "background.gp_first"]


def test_it_does_not_pass_for_a_red_flag_check(session: Session, care: Care) -> None:
    decide(session, care, "considered")
    history = history_of(session, care.episode, on(6))
    assert history.checks == ()
    assert history.intake.background == (("cancer", "considered"),)


@pytest.mark.parametrize(("code", "decision"), [("bladder", "considered"), ("cancer", "never")])
def test_only_background_is_decided_on(
    session: Session, care: Care, code: str, decision: str
) -> None:
    with pytest.raises(ValueError, match="background"):
        decide(session, care, decision, code=code)
