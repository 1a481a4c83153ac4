"""The three-visit review follows its visits: what was not a visit asks for no review."""

from datetime import date

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.assessment.models import Verdict
from homecare.clients import visits
from homecare.clients.models import Visit
from homecare.clients.operations import record_visit
from homecare.flags.decisions import snooze
from tests.make.clients import make_client
from tests.make.diary import Care
from tests.make.flags import (
    answer,
    assess,
    at,
    flags_of,
    kinds_and_states,
    on,
    rate,
    the_flag,
    visit,
)
from tests.make.people import acting


@pytest.fixture(autouse=True)
def day_14(clock: time_machine.Traveller) -> None:
    clock.move_to(at(14))


@pytest.fixture
def intake() -> dict[str, date]:
    return {"onset": on(-20)}


@pytest.fixture(autouse=True)
def three_visits_and_a_review(session: Session, care: Care) -> None:
    visit(session, care, 0, 4, 8)
    rate(session, care, 6, 4, range(14))
    assess(session, care, 14)
    assert kinds_and_states(session, care) == [("review", "open")]


def of_day(session: Session, day: int) -> Visit:
    return session.scalars(select(Visit).where(Visit.on == on(day))).one()


def strike(session: Session, care: Care, day: int) -> Visit:
    struck = of_day(session, day)
    visits.strike_visit(acting(session, care.therapist, at(14)), struck, "never came")
    session.commit()
    return struck


def counted(session: Session) -> int:
    session.expire_all()
    return int(session.scalars(select(Verdict.figures)).one()["visits"])


def test_a_third_visit_that_was_not_takes_its_review_along(session: Session, care: Care) -> None:
    strike(session, care, 8)
    assert kinds_and_states(session, care) == [("review", "withdrawn")]
    last = the_flag(session, care).transitions[-1]
    assert last.actor_id == care.therapist.person_id
    assert "corrected" in last.reason
    assert counted(session) == 2
    assess(session, care, 15)
    assert kinds_and_states(session, care) == [("review", "withdrawn")]


def test_the_review_is_back_with_the_visit(session: Session, care: Care) -> None:
    struck = strike(session, care, 8)
    visits.put_visit_back(acting(session, care.therapist, at(14)), struck)
    assert kinds_and_states(session, care) == [("review", "withdrawn"), ("review", "open")]
    assert counted(session) == 3


def test_a_later_third_visit_puts_the_review_off(session: Session, care: Care) -> None:
    act = acting(session, care.therapist, at(14))
    visits.correct_visit(act, of_day(session, 8), on(12))
    assert kinds_and_states(session, care) == [("review", "withdrawn")]
    assess(session, care, 16)
    assert [status for _, status in kinds_and_states(session, care)] == ["withdrawn"]
    assess(session, care, 17)
    assert kinds_and_states(session, care)[-1] == ("review", "open")


def test_a_review_set_aside_goes_as_well(session: Session, care: Care) -> None:
    snooze(acting(session, care.therapist, at(14)), the_flag(session, care), "next week")
    session.commit()
    strike(session, care, 4)
    assert kinds_and_states(session, care) == [("review", "withdrawn")]


def test_a_review_that_visits_still_ask_for_stays(session: Session, care: Care) -> None:
    record_visit(acting(session, care.therapist, at(14)), care.episode, on(9))
    session.commit()
    strike(session, care, 9)
    assert kinds_and_states(session, care) == [("review", "open")]


def test_no_correction_of_visits_closes_what_answers_raised(session: Session, care: Care) -> None:
    answer(session, care, "bladder", day=14)
    before = kinds_and_states(session, care)
    assert before[-1] == ("urgent", "open")
    for day in (0, 4, 8):
        strike(session, care, day)
    assert kinds_and_states(session, care) == before


def test_a_visit_that_was_moved_counts_for_its_own_client(session: Session, care: Care) -> None:
    other, episode = make_client(session, care.therapist, at(0), name="Bea Quist", onset=on(-20))
    for day in (1, 5):
        record_visit(acting(session, care.therapist, at(14)), episode, on(day))
    session.commit()
    visits.move_visit(acting(session, care.therapist, at(14)), of_day(session, 8), other)
    session.commit()
    assert kinds_and_states(session, care) == [("review", "withdrawn")]
    theirs = session.scalars(select(Verdict).where(Verdict.episode_id == episode.id)).one()
    assert theirs.figures["visits"] == 3
    assert len(flags_of(session, care)) == 1
