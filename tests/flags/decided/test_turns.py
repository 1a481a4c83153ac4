"""What may wait for its turn: reviews are spread over the weeks, and nothing grave ever waits."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.acting import the_clock
from homecare.flags.batches import assess_batch
from homecare.flags.decisions import record_action
from homecare.flags.models import Flag
from homecare.rules.turns import LEAST
from tests.make.clients import make_client
from tests.make.diary import Care
from tests.make.flags import (
    answer,
    assess_days,
    at,
    exercise,
    flags_of,
    flat_weeks,
    make_flag,
    on,
    rate,
    the_flag,
    visit,
)
from tests.make.people import acting, make_therapist

pytestmark = pytest.mark.any_database
DUE = 13
"""The day of the review of three visits in the first nine days."""


def others(session: Session, care: Care, *days: int) -> None:
    """A flag on each of these days, on somebody else whom the same therapist treats."""
    for day in days:
        client, episode = make_client(session, care.therapist, name=f"Flagged on {day}")
        make_flag(
            session, Care(care.practice, care.therapist, care.therapist, client, episode), day=day
        )


def test_a_review_waits_until_its_therapist_has_room_again(session: Session, care: Care) -> None:
    flat_weeks(session, care, days=21)
    others(session, care, 10, 11)
    assess_days(session, care, range(1, 17))
    assert flags_of(session, care) == []
    assess_days(session, care, [17])  # seven days after the first of the two
    assert (the_flag(session, care).kind, the_flag(session, care).raised_on) == ("review", on(17))


def test_a_review_waits_for_a_week_after_it_was_due_at_the_latest(
    session: Session, care: Care
) -> None:
    flat_weeks(session, care, days=21)
    others(session, care, 11, 12, 14, 16, 18)
    assess_days(session, care, range(1, DUE + 7))
    assert flags_of(session, care) == []
    assess_days(session, care, [DUE + 7])
    assert the_flag(session, care).raised_on == on(DUE + 7)


def test_silence_beside_a_review_that_waits_is_told_on_its_day(
    session: Session, care: Care
) -> None:
    """The one flag of both comes then: nothing would be saved by its waiting longer."""
    flat_weeks(session, care, days=9)
    others(session, care, 11, 12, 14, 16, 18)
    assess_days(session, care, range(1, DUE + 7))
    assert the_flag(session, care).raised_on < on(DUE + 7)
    assert any(key.startswith("quiet:") for key in the_flag(session, care).figures["beside"])


def test_one_flag_that_week_keeps_nothing_back(session: Session, care: Care) -> None:
    flat_weeks(session, care, days=14)
    others(session, care, *range(12, 12 + LEAST - 1))
    assess_days(session, care, range(1, DUE + 1))
    assert the_flag(session, care).raised_on == on(DUE)


def test_the_flags_of_a_colleague_keep_nothing_back(session: Session, care: Care) -> None:
    colleague = make_therapist(session, care.practice, email="colleague@homecare.example")
    for number in range(3):
        client, episode = make_client(session, colleague, name=f"Client {number}")
        make_flag(session, Care(care.practice, colleague, colleague, client, episode), day=12)
    flat_weeks(session, care, days=14)
    assess_days(session, care, range(1, DUE + 1))
    assert the_flag(session, care).raised_on == on(DUE)


def test_red_flag_answers_and_a_stall_never_wait(session: Session, care: Care) -> None:
    flat_weeks(session, care, days=28)
    others(session, care, 10, 12, 14, 16, 18, 20, 22, 24, 26)
    answer(session, care, "bladder", day=12)
    assert the_flag(session, care).kind == "urgent"
    client, episode = make_client(session, care.therapist, name="Stalled")
    stalled = Care(care.practice, care.therapist, care.therapist, client, episode)
    rate(session, stalled, 6, 4, range(28))
    exercise(session, stalled, range(28))
    assess_days(session, stalled, range(21, 29))
    assert (the_flag(session, stalled).kind, the_flag(session, stalled).raised_on) == (
        "stalled",
        on(28),
    )


def test_in_one_night_the_gravest_are_raised_first(session: Session, care: Care) -> None:
    """The review was judged first, and yet it is the one that waits."""
    visit(session, care, 0, 15, 23)
    rate(session, care, 6, 3, range(1, 8))
    rate(session, care, 2, 1, range(8, 35))
    exercise(session, care, range(35))
    episodes = [care.episode.id]
    for number in range(LEAST):
        client, episode = make_client(session, care.therapist, name=f"Worse {number}", leg=3)
        worse = Care(care.practice, care.therapist, care.therapist, client, episode)
        rate(session, worse, 9, 4, range(14, 35))
        episodes.append(episode.id)
    for night, kinds in ((28, ["worsening"] * LEAST), (35, ["worsening"] * LEAST + ["review"])):
        act = acting(session, the_clock(care.practice.id), at(night))
        assess_batch(act, on(night), episodes)
        session.commit()
        raised = session.scalars(select(Flag.kind).where(Flag.kind != "gp").order_by(Flag.id))
        assert raised.all() == kinds


def test_a_review_that_can_only_ask_how_it_is_leaves_the_silence_as_it_is(
    session: Session, care: Care
) -> None:
    """One flag, and one decision on it: about three visits nobody can tell more."""
    rate(session, care, 6, 4, range(1, 20))
    exercise(session, care, range(1, 20))
    visit(session, care, 0, 15, 23)
    assess_days(session, care, range(20, 30))
    assert (the_flag(session, care).kind, the_flag(session, care).status) == ("quiet", "open")
    act = acting(session, care.therapist, at(30))
    record_action(act, the_flag(session, care), "call", "Spoken to.")
    session.commit()
    assess_days(session, care, range(31, 60))
    assert [flag.kind for flag in flags_of(session, care)] == ["quiet"]
