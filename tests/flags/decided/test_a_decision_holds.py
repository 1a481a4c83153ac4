"""Night after night, on a real diary: one decision does for everything that stands."""

from collections.abc import Sequence

import pytest
from sqlalchemy.orm import Session

from homecare.acting import the_clock
from homecare.flags.assessing import known_cases
from homecare.flags.decisions import What, dismiss, record_action
from homecare.flags.models import Flag
from tests.make.diary import Care
from tests.make.flags import (
    answer,
    assess,
    assess_days,
    at,
    exercise,
    flat_weeks,
    kinds_and_states,
    on,
    rate,
    the_flag,
    visit,
)
from tests.make.people import acting

DECIDED = 29


@pytest.fixture
def stalled(session: Session, care: Care) -> Flag:
    """A stall of three visits and four flat weeks, raised in the night of day 28."""
    flat_weeks(session, care)
    assess(session, care, 28)
    flag = the_flag(session, care)
    assert flag.kind == "stalled"
    return flag


def decide(session: Session, care: Care, flag: Flag, what: What | None, day: int = DECIDED) -> None:
    act = acting(session, care.therapist, at(day))
    record_action(act, flag, what, "Agreed.") if what else dismiss(act, flag, "Seen.")
    session.commit()


def raised(session: Session, care: Care, days: Sequence[int]) -> list[tuple[int, str]]:
    """The flags that the nights of some days raise, by day."""
    seen = len(kinds_and_states(session, care))
    new = []
    for day in days:
        assess(session, care, day)
        flags = kinds_and_states(session, care)
        new += [(day, kind) for kind, _ in flags[seen:]]
        seen = len(flags)
    return new


@pytest.mark.parametrize("what", ["call", "visit", "change_programme", "refer", "answered", None])
def test_silence_after_any_decision_raises_nothing_for_four_weeks(
    session: Session, care: Care, stalled: Flag, what: What | None
) -> None:
    decide(session, care, stalled, what)
    assert raised(session, care, range(DECIDED, DECIDED + 29)) == []


def test_only_what_is_graver_comes_between(session: Session, care: Care, stalled: Flag) -> None:
    decide(session, care, stalled, "refer")
    assert stalled.holds_until == on(DECIDED + 42)
    rate(session, care, 6, 4, range(28, 70))
    exercise(session, care, range(28, 70))
    # Twelve weeks after it began, and not better: from then on it is the GP's.
    assert raised(session, care, range(DECIDED, 70)) == [(56, "gp")]


def test_a_point_more_is_told_at_once(session: Session, care: Care, stalled: Flag) -> None:
    decide(session, care, stalled, "call")
    rate(session, care, 9, 4, range(28, 40))
    assert raised(session, care, range(DECIDED, 40))[0][0] <= 34


def test_a_decided_gp_flag_is_not_followed_by_the_review_of_the_visits(
    session: Session, care: Care
) -> None:
    flat_weeks(session, care, leg=8)
    assess_days(session, care, [28])
    gp = the_flag(session, care)
    assert gp.kind == "gp"
    decide(session, care, gp, "call")
    assert raised(session, care, range(DECIDED, 40)) == []


def test_answers_are_heard_whatever_was_decided(
    session: Session, care: Care, stalled: Flag
) -> None:
    decide(session, care, stalled, "call")
    answer(session, care, "fever", day=30)
    assert [kind for kind, _ in kinds_and_states(session, care)] == ["stalled", "gp"]


def test_a_third_visit_after_the_decision_asks_for_its_review(session: Session, care: Care) -> None:
    rate(session, care, 8, 4, range(30))
    exercise(session, care, range(30))
    visit(session, care, 0, 4)
    assess(session, care, 28)
    decide(session, care, the_flag(session, care), "call")
    visit(session, care, 32)
    assert raised(session, care, range(30, 40)) == [(37, "review")]


@pytest.mark.parametrize("zone", ["Pacific/Honolulu", "Pacific/Auckland", "America/New_York"])
def test_whoever_moves_was_not_decided_on_a_day_sooner(
    session: Session, care: Care, stalled: Flag, zone: str
) -> None:
    """Else the scores of the very day of the decision would be fresh ones."""
    decide(session, care, stalled, "call")
    care.episode.zone = zone
    session.commit()
    clock = acting(session, the_clock(care.practice.id), at(DECIDED + 1))
    (case,) = known_cases(clock, [care.episode])
    assert [decision.on >= on(DECIDED) for decision in case.decided] == [True]
    assert raised(session, care, range(DECIDED, DECIDED + 29)) == []
