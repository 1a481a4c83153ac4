"""Reviews begin with their figures, say why they are asked now, and have an order of their own."""

from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from homecare.flags.decisions import dismiss
from tests.desk.flags.test_overdue import another, card_of
from tests.make.diary import Care
from tests.make.flags import assess, assess_days, at, flat_weeks, make_flag, rate, the_flag, visit
from tests.make.people import acting
from tests.today.visiting import words

DAY = 24


@pytest.fixture(autouse=True)
def day_24(clock: time_machine.Traveller) -> None:
    clock.move_to(at(DAY))


def reviewed(session: Session, care: Care, mean: float | None, **changes: Any) -> None:
    """A review of today's figures, the leg 6.0 at the start."""
    flag = make_flag(session, care, "review", day=DAY)
    flag.reasons = [{"code": "visits", "text": "3 visits, and pain is not gone."}]
    flag.figures = {
        "day": DAY, "index_site": "leg", "visits": 3, "start": {"leg": 6.0, "back": 4.0},
        "mean": {"leg": mean, "back": 2.0}, "rated_days": {"leg": 2}, **changes,
    }  # fmt: skip
    session.commit()


def test_a_review_begins_with_its_figures(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    reviewed(session, care, 4.8)
    said = card_of(therapist.get("/flags").text, "Sam Reed")
    assert said.index("Leg 6.0 → 4.8; three visits.") < said.index("3 visits, and pain is not gone")


def test_the_week_of_figures_seen_earlier_is_named(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    reviewed(session, care, 4.8, day=DAY - 3)
    assert "Leg 6.0 → 4.8 (week to 22 Mar); three visits." in therapist.get("/flags").text


def test_a_live_flag_begins_with_the_figures_of_the_caseload_and_a_closed_one_with_its_own(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    flat_weeks(session, care, DAY)
    reviewed(session, care, 4.8)
    assess(session, care, DAY)
    flag = the_flag(session, care)
    flag.kind = "review"
    flag.reasons = [{"code": "visits", "text": "Leg pain 6.0 at the start, 4.8 this week."}]
    leg_then = {"leg": 4.8, "back": 2.0}
    flag.figures = {**flag.figures, "day": DAY - 3, "mean": leg_then, "visits": 1}
    session.commit()
    row = words(therapist.get("/caseload").text)
    said = card_of(therapist.get("/flags").text, "Sam Reed")
    assert "Leg 6.0 → at the start, 6.0 7 of 7 days" in row
    assert said.index("Leg 6.0 → 6.0 (week to") < said.index("4.8 in the week to 22 March 2026")
    assert "6.0 → 4.8" not in said
    dismiss(acting(session, care.therapist, at(DAY)), the_flag(session, care), "Seen.")
    session.commit()
    assert "Leg 6.0 → 4.8 (week to 22 Mar); one visit." in words(
        therapist.get(f"/flags/{flag.id}").text
    )


def test_who_has_not_improved_comes_first_and_then_who_hurts_most(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    means = {"Better Still": 2.0, "Not Told": None, "A Bit Less": 5.0, "Better": 4.1, "Worst": 7.5}
    for name, mean in means.items():
        reviewed(session, another(session, care, name), mean)
    page = therapist.get("/flags").text
    names = [">Worst<", ">A Bit Less<", ">Not Told<", ">Better<", ">Better Still<"]
    assert sorted(names, key=page.index) == names


def test_a_review_of_three_visits_says_why_now(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    visit(session, care, 2, 9, 17)
    rate(session, care, 6, 4, range(DAY))
    assess_days(session, care, range(20, DAY))
    said = card_of(therapist.get("/flags").text, "Sam Reed")
    assert "Why now: five days have passed since the visit of Thu 19 Mar." in said


def test_a_review_that_was_too_early_says_that_it_can_be_judged_now(
    session: Session, care: Care, therapist: FlaskClient
) -> None:
    flat_weeks(session, care, DAY)
    assess_days(session, care, range(13, DAY))
    said = card_of(therapist.get("/flags").text, "Sam Reed")
    assert (
        "Why now: 21 days have passed since the intake of Mon 2 Mar: before that it was too early"
        in said
    )
