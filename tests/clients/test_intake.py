"""What may be written about a client: pure checks, a table each."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from homecare.clients import intake
from tests.make.clients import TODAY, make_intake


def _problems(**changes: Any) -> dict[str, str]:
    return intake.problems_of(make_intake(uuid4(), **changes), TODAY)


def test_a_usual_intake_has_no_problems() -> None:
    assert _problems() == {}


@pytest.mark.parametrize(
    ("born", "accepted"),
    [
        (date(2008, 3, 2), True),  # eighteen today
        (date(2008, 3, 3), False),  # eighteen tomorrow
        (date(1906, 3, 2), True),  # a hundred and twenty
        (date(1905, 3, 3), True),  # the last day of being a hundred and twenty
        (date(1905, 3, 2), False),
        (date(2027, 1, 1), False),
    ],
)
def test_only_adults_who_may_be_alive_are_taken_in(born: date, accepted: bool) -> None:
    assert ("date_of_birth" not in _problems(date_of_birth=born)) is accepted


def test_somebody_born_on_a_leap_day_is_eighteen_on_the_first_of_march() -> None:
    assert intake.age_on(date(2008, 2, 29), date(2026, 2, 28)) == 17
    assert intake.age_on(date(2008, 2, 29), date(2026, 3, 1)) == 18


@pytest.mark.parametrize(
    ("onset", "accepted"),
    [
        (TODAY, True),
        (TODAY + timedelta(days=1), False),
        (date(1980, 5, 4), True),
        (date(1980, 5, 3), False),
    ],
)
def test_a_complaint_begins_in_the_clients_life_and_not_in_the_future(
    onset: date, accepted: bool
) -> None:
    assert ("onset" not in _problems(onset=onset)) is accepted


@pytest.mark.parametrize(
    ("back", "accepted"), [(0, True), (1, True), (7, True), (8, False), (-1, False)]
)
def test_an_intake_is_written_down_up_to_a_week_later(back: int, accepted: bool) -> None:
    on = TODAY - timedelta(days=back)
    assert ("intake_on" not in _problems(intake_on=on, onset=date(2026, 1, 1))) is accepted


def test_a_complaint_begins_before_the_intake_that_is_written_down_later() -> None:
    on = TODAY - timedelta(days=3)
    assert _problems(intake_on=on, onset=on) == {}
    assert set(_problems(intake_on=on, onset=on + timedelta(days=1))) == {"onset"}


@pytest.mark.parametrize("score", [-1, 11])
def test_a_score_is_a_number_from_0_to_10(score: int) -> None:
    assert set(_problems(leg=score, back=score)) == {"leg", "back"}
    assert _problems(leg=0, back=10) == {}


@pytest.mark.parametrize(
    ("telephone", "accepted"),
    [
        ("07700 900123", True),
        ("+44 (0)7700 900-123", True),
        ("01632 960001 ext. 12", True),
        ("960001", True),
        ("96000", False),
        ("call my wife", False),
        ("", False),
        ("1" * 16, False),
    ],
)
def test_a_telephone_number_must_be_one_that_can_be_dialled(telephone: str, accepted: bool) -> None:
    assert ("telephone" not in _problems(telephone=telephone)) is accepted


@pytest.mark.parametrize(
    ("email", "accepted"),
    [
        (None, True),
        ("", True),
        ("sam@post.example", True),
        ("sam@post", False),
        ("sam post.example", False),
        ("sam@post..example", False),
    ],
)
def test_an_address_may_be_left_out_but_not_be_half_written(
    email: str | None, accepted: bool
) -> None:
    assert ("email" not in _problems(email=email)) is accepted


@pytest.mark.parametrize(
    ("field", "value"), [("name", " "), ("complaint", ""), ("side", "middle"), ("side", "")]
)
def test_name_complaint_and_side_are_needed(field: str, value: str) -> None:
    assert set(_problems(**{field: value})) == {field}


def test_a_visit_is_since_the_onset_and_not_to_come() -> None:
    onset = TODAY - timedelta(days=10)
    assert intake.visit_problems(onset, onset, TODAY) == {}
    assert "on" in intake.visit_problems(onset - timedelta(days=1), onset, TODAY)
    assert "on" in intake.visit_problems(TODAY + timedelta(days=1), onset, TODAY)


@pytest.mark.parametrize(
    ("first", "last", "problem"),
    [
        (0, 0, set()),
        (0, 365, set()),
        (0, 366, {"last_day"}),
        (1, 0, {"last_day"}),
        (-1, 3, {"first_day"}),
    ],
)
def test_days_away_have_an_order_and_an_end(first: int, last: int, problem: set[str]) -> None:
    first_day, last_day = TODAY + timedelta(days=first), TODAY + timedelta(days=last)
    assert set(intake.away_problems(first_day, last_day, TODAY, TODAY)) == problem
