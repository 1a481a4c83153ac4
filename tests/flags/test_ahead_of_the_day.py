"""A verdict of a day to come (run by hand, or by a zone further east) hides nothing of today."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.acting import the_clock
from homecare.assessment.models import Verdict
from homecare.flags.assessing import assess_episode
from tests.make.diary import Care
from tests.make.flags import answer, assess, at, flat_weeks, kinds_and_states, on, told_to
from tests.make.people import acting

STAFF = ["owner@homecare.example", "therapist@homecare.example"]


def run_by_hand(session: Session, care: Care, day: int, now: int) -> None:
    """A night of a past day, judged on `now`."""
    clock = the_clock(care.practice.id)
    assess_episode(acting(session, clock, at(now)), care.episode, on(day))
    session.commit()


def verdict(session: Session) -> Verdict:
    session.expire_all()
    return session.scalars(select(Verdict)).one()


def test_a_red_flag_is_told_at_once_though_a_later_day_was_judged(
    session: Session, care: Care
) -> None:
    assess(session, care, 30)
    answer(session, care, "bladder", day=2)
    assert kinds_and_states(session, care) == [("urgent", "open")]
    assert told_to(session) == STAFF


def test_a_red_flag_is_told_at_once_though_the_client_moved_west_meanwhile(
    session: Session, care: Care
) -> None:
    care.episode.zone = "Pacific/Auckland"
    assess(session, care, 1)
    care.episode.zone = "Pacific/Honolulu"
    session.commit()
    answer(session, care, "fever", day=0)
    assert kinds_and_states(session, care) == [("gp", "open")]


def test_the_nights_go_on_after_one_that_was_ahead_of_its_time(
    session: Session, care: Care
) -> None:
    assess(session, care, 60)
    flat_weeks(session, care)
    assess(session, care, 28)
    assert kinds_and_states(session, care) == [("stalled", "open")]
    assert (verdict(session).on, verdict(session).state) == (on(28), "stalled")


def test_a_night_of_the_past_never_takes_the_place_of_a_newer_one(
    session: Session, care: Care
) -> None:
    flat_weeks(session, care)
    assess(session, care, 10)
    run_by_hand(session, care, day=5, now=10)
    assert verdict(session).on == on(10)
    assess(session, care, 40)
    run_by_hand(session, care, day=5, now=10)
    assert verdict(session).on == on(40)
