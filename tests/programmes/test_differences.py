"""What changed is said in plain sentences."""

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from homecare.programmes.differences import differences
from homecare.programmes.plan import Plan, PlanAdvice, PlanItem

BRIDGE, CLAM = UUID(int=1), UUID(int=2)
NAMES = {BRIDGE: "Bridge", CLAM: "Clam"}
bridge = PlanItem(BRIDGE, sets=2, reps=10, hold_seconds=5)
clam = PlanItem(CLAM, side="left", sets=2, reps=10)
breaks = PlanAdvice("sitting", "Break up sitting", "Get up.", date(2026, 3, 30), limit_minutes=30)
plan = Plan(items=(bridge, clam), advice=(breaks,))


def test_the_same_plan_has_no_differences() -> None:
    assert differences(plan, plan, NAMES) == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"sets": 3}, "Bridge: 2 sets → 3 sets"),
        ({"reps": 12}, "Bridge: 10 times → 12 times"),
        ({"hold_seconds": None}, "Bridge: hold 5 seconds → no hold"),
        ({"minutes": 2}, "Bridge: no minutes → 2 minutes"),
        ({"times_a_day": 2}, "Bridge: once a day → twice a day"),
        ({"days": 0b10101}, "Bridge: every day → Monday, Wednesday, Friday"),
        ({"in_flare": True}, "Bridge: kept during a flare-up"),
        ({"note": "Slowly"}, "Bridge: new note"),
    ],
)
def test_each_change_of_an_exercise_is_told(change: dict[str, object], sentence: str) -> None:
    new = replace(plan, items=(replace(bridge, **change), clam))  # type: ignore[arg-type]
    assert differences(plan, new, NAMES) == [sentence]


def test_an_exercise_added_and_one_removed_are_told() -> None:
    assert differences(replace(plan, items=(bridge,)), plan, NAMES) == ["Added: Clam"]
    assert differences(plan, replace(plan, items=(clam,)), NAMES) == ["Removed: Bridge"]


def test_a_change_of_side_is_a_change_and_not_a_new_exercise() -> None:
    new = replace(plan, items=(bridge, replace(clam, side="both")))
    assert differences(plan, new, NAMES) == ["Clam: left side → each side in turn"]


def test_an_exercise_on_one_side_more_is_added() -> None:
    new = replace(plan, items=(bridge, replace(clam, side="right"), clam))
    assert differences(plan, new, NAMES) == ["Added: Clam"]


def test_a_new_order_is_told() -> None:
    new = replace(plan, items=(clam, bridge))
    assert differences(plan, new, NAMES) == ["The order of the exercises"]


def test_changes_of_advice_are_told() -> None:
    longer = replace(breaks, until=date(2026, 4, 2), limit_minutes=20, text="Stand up.")
    assert differences(plan, replace(plan, advice=(longer,)), NAMES) == [
        "Break up sitting: until 30 March 2026 → until 2 April 2026",
        "Break up sitting: 30 minutes at most → 20 minutes at most",
        "Break up sitting: new wording",
    ]
    assert differences(plan, replace(plan, advice=()), NAMES) == [
        "Removed advice: Break up sitting"
    ]


def test_a_change_of_the_flare_up_plan_and_the_note_are_told() -> None:
    new = replace(plan, flare_hours=48, note="Well done so far.")
    assert differences(plan, new, NAMES) == [
        "Flare-up plan: 3 days → 2 days",
        "Your therapist’s note",
    ]


def test_the_first_plan_is_all_new() -> None:
    assert differences(None, plan, NAMES) == [
        "Added: Bridge",
        "Added: Clam",
        "Added advice: Break up sitting, until 30 March 2026",
    ]
