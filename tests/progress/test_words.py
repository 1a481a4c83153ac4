"""Progress in plain sentences, honest about what was not logged."""

from datetime import date, timedelta
from typing import Any

from homecare.progress.queries import CourseDay
from homecare.progress.words import exercise

MONDAY = date(2026, 3, 2)


def a_week(days: list[dict[str, Any]]) -> list[CourseDay]:
    """Some days, all of them over unless they say otherwise."""
    return [
        CourseDay(MONDAY + timedelta(days=i), **{"closed": True, **day})
        for i, day in enumerate(days)
    ]


def test_a_week_is_told_in_one_sentence() -> None:
    week = [{"due": 2, "reported": 2 if i < 5 else 0} for i in range(7)]
    assert exercise(a_week(week)) == ["You reported 10 of the 14 exercises due this week."]


def test_a_silent_week_is_not_called_undone() -> None:
    told = " ".join(exercise(a_week([{"due": 2}] * 7)))
    assert told == "No exercise was logged this week. 14 were due."
    assert not {"missed", "failed", "did", "undone"} & set(told.split())


def test_a_day_that_is_not_over_owes_only_what_was_reported() -> None:
    week = [{"due": 2, "reported": 2}, {"due": 2, "reported": 1, "closed": False}]
    assert exercise(a_week(week)) == ["You reported 3 of the 3 exercises due this week."]


def test_in_part_and_not_done_are_told_apart() -> None:
    week = [{"due": 6, "reported": 3, "partly": 1, "not_done": 2}]
    assert exercise(a_week(week), "last week") == [
        "You reported 3 of the 6 exercises due last week.",
        "1 of those was in part.",
        "2 were reported as not done.",
    ]


def test_what_was_done_beyond_what_was_due_is_told_apart() -> None:
    assert exercise(a_week([{"due": 1, "reported": 1, "extra": 2}])) == [
        "You reported 1 of the 1 exercise due this week.",
        "You reported 2 beyond what was due.",
    ]
    assert exercise(a_week([{"due": 1, "extra": 2}])) == [
        "Nothing of what was due was logged this week. 1 was due.",
        "You reported 2 beyond what was due.",
    ]


def test_a_week_away_owes_nothing() -> None:
    told = exercise(a_week([{"away": True}] * 7))
    assert told == ["No exercise was due this week, as you were away."]
