"""What may not be in a plan, each range with its boundaries."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from homecare.library.models import Exercise
from homecare.programmes.plan import Plan, PlanAdvice, PlanItem, problems, warnings

TODAY = date(2026, 3, 2)
DAY = timedelta(days=1)
EXERCISES = {
    UUID(int=n): Exercise(id=UUID(int=n), code=f"e{n}", name=f"E{n}", sided=n == 1)
    for n in range(1, 9)
}
bridge = PlanItem(UUID(int=2), sets=2, reps=10)
clam = PlanItem(UUID(int=1), side="left", reps=10)
breaks = PlanAdvice("sitting", "Break up sitting", "Get up.", TODAY + 28 * DAY)


def places(plan: Plan, starts_on: date = TODAY) -> list[str]:
    found = problems(plan, EXERCISES, starts_on=starts_on, today=TODAY)
    return [f"{p.part} {p.index} {p.field}" for p in found]


@pytest.mark.parametrize(
    ("field", "good", "bad"),
    [
        ("sets", (None, 1, 10), (0, 11)),
        ("reps", (1, 50), (0, 51, -1)),
        ("hold_seconds", (None, 1, 300), (0, 301)),
        ("minutes", (None, 1, 60), (0, 61)),
        ("times_a_day", (1, 8), (0, 9)),
        ("days", (1, 127), (0, 128)),
        ("note", ("", "x" * 300), ("x" * 301,)),
    ],
)
def test_a_dose_stays_within_its_range(field: str, good: Any, bad: Any) -> None:
    for value in good:
        assert places(Plan(items=(replace(bridge, **{field: value}),))) == []
    for value in bad:
        told = places(Plan(items=(clam, replace(bridge, **{field: value}))))
        assert told == [f"items 1 {field}"]


def test_a_dose_needs_repetitions_or_minutes() -> None:
    assert places(Plan(items=(replace(bridge, reps=None),))) == ["items 0 reps"]
    assert places(Plan(items=(replace(bridge, reps=None, minutes=2),))) == []


@pytest.mark.parametrize("side", [None, "", "middle"])
def test_a_sided_exercise_needs_a_side(side: str | None) -> None:
    assert places(Plan(items=(replace(clam, side=side),))) == ["items 0 side"]


def test_an_exercise_without_sides_takes_none() -> None:
    assert places(Plan(items=(replace(bridge, side="left"),))) == ["items 0 side"]


def test_the_same_exercise_stands_there_once_a_side() -> None:
    assert places(Plan(items=(clam, clam))) == ["items 1 exercise_id"]
    assert places(Plan(items=(clam, replace(clam, side="right")))) == []


def test_one_to_six_exercises_and_a_word_about_more_than_four() -> None:
    items = tuple(PlanItem(UUID(int=n), reps=5) for n in range(2, 9))
    assert places(Plan(items=())) == ["plan 0 items"]
    assert places(Plan(items=items[:6])) == []
    assert places(Plan(items=items)) == ["plan 0 items"]
    assert warnings(Plan(items=items[:4])) == []
    assert warnings(Plan(items=items[:5])) != []


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"until": TODAY - DAY}, "advice 0 until"),
        ({"until": TODAY + 367 * DAY}, "advice 0 until"),
        ({"limit_minutes": 4}, "advice 0 limit_minutes"),
        ({"limit_minutes": 241}, "advice 0 limit_minutes"),
        ({"kind": "moon"}, "advice 0 kind"),
        ({"title": ""}, "advice 0 title"),
        ({"text": ""}, "advice 0 text"),
    ],
)
def test_advice_that_cannot_stand(change: dict[str, Any], place: str) -> None:
    assert places(Plan(items=(bridge,), advice=(replace(breaks, **change),))) == [place]


def test_only_one_piece_of_sitting_advice_at_a_time() -> None:
    twice = (breaks, replace(breaks, title="Another"))
    assert places(Plan(items=(bridge,), advice=twice)) == ["plan 0 advice"]


@pytest.mark.parametrize(("hours", "allowed"), [(47, False), (48, True), (72, True), (73, False)])
def test_a_flare_up_plan_lasts_two_to_three_days(hours: int, allowed: bool) -> None:
    assert (places(Plan(items=(bridge,), flare_hours=hours)) == []) is allowed


def test_a_plan_starts_today_or_within_a_year() -> None:
    plan = Plan(items=(bridge,))
    assert places(plan, TODAY - DAY) == ["plan 0 starts_on"]
    assert places(plan, TODAY + 366 * DAY) == []
    assert places(plan, TODAY + 367 * DAY) == ["plan 0 starts_on"]
