"""A decision that was a mistake is taken back, and holds nothing back from then on."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.accounts.models import AuditLine
from homecare.clients.episodes.discharge import discharge
from homecare.flags.decisions import (
    CARE_ENDED,
    NOT_ASIDE,
    NOT_DECIDED,
    bring_back,
    dismiss,
    record_action,
    snooze,
    take_up,
)
from homecare.flags.models import Flag
from homecare.flags.queries import taken_back
from homecare.refusals import Refusal
from tests.make.diary import Care
from tests.make.flags import assess, at, flat_weeks, kinds_and_states, make_flag, steps, the_flag
from tests.make.people import acting

pytestmark = pytest.mark.both_databases

DECIDED, AGAIN = 29, 30


@pytest.fixture
def dismissed(session: Session, care: Care) -> Flag:
    """A stall that was raised in the night of day 28 and dismissed on the next day."""
    flat_weeks(session, care)
    assess(session, care, 28)
    flag = the_flag(session, care)
    dismiss(acting(session, care.therapist, at(DECIDED)), flag, "The wrong row")
    session.commit()
    return flag


def take(session: Session, care: Care, flag: Flag, day: int = AGAIN) -> Flag | None:
    other = take_up(acting(session, care.therapist, at(day)), flag, "It was somebody else’s")
    session.commit()
    return other


def test_the_flag_asks_again_and_what_was_decided_stays_readable(
    session: Session, care: Care, dismissed: Flag
) -> None:
    assert take(session, care, dismissed) is None
    flag = the_flag(session, care)
    assert (flag.status, flag.closed_at) == ("open", None)
    assert steps(flag)[:3] == [("", "open"), ("open", "dismissed"), ("dismissed", "open")]
    assert [step.reason for step in taken_back(flag.transitions)] == ["The wrong row"]
    done = select(AuditLine.actor_id).where(AuditLine.action == "flag.taken_up")
    assert session.scalars(done).all() == [care.therapist.person_id]


def test_a_letter_that_was_noted_by_mistake_gives_no_six_weeks(
    session: Session, care: Care
) -> None:
    flat_weeks(session, care)
    assess(session, care, 28)
    record_action(acting(session, care.therapist, at(DECIDED)), the_flag(session, care), "refer")
    take(session, care, the_flag(session, care))
    assert the_flag(session, care).holds_until is None


def test_beside_a_newer_flag_it_stays_closed_and_its_decision_holds_no_more(
    session: Session, care: Care, dismissed: Flag
) -> None:
    newer = make_flag(session, care, "worsening", day=DECIDED)
    other = take(session, care, dismissed)
    assert other is not None
    assert other.id == newer.id
    assert kinds_and_states(session, care) == [("stalled", "withdrawn"), ("worsening", "open")]
    assert [step.reason for step in taken_back(dismissed.transitions)] == ["The wrong row"]


@pytest.mark.parametrize(("is_taken", "found"), [(False, 1), (True, 2)])
def test_the_nights_after_ask_again_only_where_it_was_taken_back(
    session: Session, care: Care, dismissed: Flag, is_taken: bool, found: int
) -> None:
    newer = make_flag(session, care, "not_following", day=DECIDED)
    if is_taken:
        take(session, care, dismissed)
    # The newer one goes without a decision, so that only the first could hold the stall back.
    newer.status, newer.closed_at = "replaced", at(AGAIN)
    session.commit()
    assess(session, care, AGAIN + 1)
    kinds = [kind for kind, _ in kinds_and_states(session, care)]
    assert kinds.count("stalled") == found


def test_only_a_decision_is_taken_back_and_only_in_care(session: Session, care: Care) -> None:
    flag = make_flag(session, care)
    with pytest.raises(Refusal, match=NOT_DECIDED):
        take(session, care, flag)
    dismiss(acting(session, care.therapist, at(1)), flag, "Seen")
    session.commit()
    with pytest.raises(Refusal, match="Write a reason"):
        take_up(acting(session, care.therapist, at(2)), flag, " ")
    discharge(acting(session, care.therapist, at(3)), care.episode, "", ended="stopped")
    with pytest.raises(Refusal, match=CARE_ENDED):
        take(session, care, flag, 4)


def test_what_is_set_aside_is_brought_back_at_once(session: Session, care: Care) -> None:
    flag = make_flag(session, care)
    snooze(acting(session, care.therapist, at(1)), flag, "She is away", 14)
    act = acting(session, care.therapist, at(1) + timedelta(minutes=5))
    bring_back(act, flag)
    session.commit()
    assert (flag.status, flag.snoozed_until) == ("open", None)
    assert ("snoozed", "open") in steps(flag)
    with pytest.raises(Refusal, match=NOT_ASIDE):
        bring_back(act, flag)
