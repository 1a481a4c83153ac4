"""A check-in answered "worse" after the pain was called gone reaches the therapist's list."""

import pytest
from sqlalchemy.orm import Session

from config import Settings
from homecare.database import new_id
from homecare.questions.operations import answer_check_in
from homecare.reports.check_ins.due import send
from tests.make.diary import Care
from tests.make.flags import assess, at, kinds_and_states, rate, the_flag
from tests.make.people import acting

pytestmark = pytest.mark.any_database


@pytest.mark.parametrize(("said", "raised"), [("worse", True), ("same", False)])
def test_it_is_flagged_by_the_next_night(
    session: Session, care: Care, said: str, raised: bool
) -> None:
    rate(session, care, 0, 0, range(8))
    assess(session, care, 9)
    act = acting(session, care.me, at(9.4))
    answer_check_in(act, care.episode, entry_id=new_id(), answer=said)
    session.commit()
    assess(session, care, 10)
    assert kinds_and_states(session, care) == ([("quiet", "open")] if raised else [])
    if raised:
        flag = the_flag(session, care)
        assert flag.proposes == "contact"
        assert flag.reasons[-1]["text"].endswith("was answered “worse”.")


def test_whoever_answered_is_not_asked_again_for_it(
    session: Session, care: Care, settings: Settings
) -> None:
    rate(session, care, 0, 0, range(8))
    assess(session, care, 9)
    act = acting(session, care.me, at(9.4))
    answer_check_in(act, care.episode, entry_id=new_id(), answer="worse")
    session.commit()
    assess(session, care, 10)
    assert send(session, settings, at(10), None) == 0
