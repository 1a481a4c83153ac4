"""What counts of the exercises that a programme had until it was changed."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from homecare.diary.ledger import EntryRow
from homecare.diary.projection import PlanBehindDays, project
from homecare.rules.schedule import Line, Version

DAY = timedelta(days=1)
TODAY = date(2026, 3, 2)  # a Monday
GONE, STAYS, NEW = "bridge:-", "rolls:-", "slider:-"
BEFORE = Version(
    1, TODAY - 9 * DAY, 72, (Line(GONE, 127, 4, False), Line(STAYS, 127, 1, False)), UUID(int=1)
)
SINCE = Version(2, TODAY, 72, (Line(STAYS, 127, 1, False), Line(NEW, 127, 1, False)), UUID(int=2))
PLAN = PlanBehindDays((BEFORE, SINCE))


def did(
    line: str, outcome: str = "done", on: date = TODAY, by: int | None = None, **body: Any
) -> EntryRow:
    return EntryRow(
        UUID(int=sum(map(ord, line))), "phone", 1, "log", None, "exercise", on, "Europe/London",
        datetime(2026, 3, 2, 20, tzinfo=UTC), False,
        {"line": line, "outcome": outcome, **body}, UUID(int=by) if by else None,
    )  # fmt: skip


def counts(*entries: EntryRow, day: date = TODAY, plan: PlanBehindDays = PLAN) -> tuple[int, ...]:
    """Due, reported of it, and beyond it."""
    [(_, figures)] = project(entries, plan, [day])
    return figures.due, figures.reported, figures.extra


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (did(GONE), (6, 4, 0)),
        (did(GONE, "partly"), (4, 2, 0)),
        (did(GONE, "partly", times=3), (5, 3, 0)),
        (did(GONE, "not"), (2, 0, 0)),
        (did(STAYS), (2, 1, 0)),
    ],
)
def test_what_was_done_in_the_morning_counts_and_no_more_of_it_is_due(
    said: EntryRow, expected: tuple[int, ...]
) -> None:
    assert counts(said) == expected


def test_a_day_later_it_counts_only_where_the_phone_could_not_know_of_the_change() -> None:
    on = TODAY + DAY
    assert counts(did(GONE, on=on, by=1), day=on) == (6, 4, 0)
    assert counts(did(GONE, on=on, by=2), day=on) == (2, 0, 1)
    assert counts(did(GONE, on=on), day=on) == (2, 0, 1)


def test_on_a_day_before_the_change_nothing_is_different() -> None:
    on = TODAY - DAY
    assert counts(did(GONE, on=on), day=on) == (5, 4, 0)
    assert counts(did(NEW, on=on, by=2), day=on) == (5, 0, 1)


def test_of_several_versions_of_one_day_each_counts() -> None:
    third = Version(3, TODAY, 72, (Line("other:-", 127, 1, False),), UUID(int=3))
    plan = PlanBehindDays((BEFORE, SINCE, third))
    assert counts(did(GONE), did(NEW), plan=plan) == (6, 5, 0)


def test_nothing_counts_that_was_not_due_on_that_weekday_or_on_a_day_away() -> None:
    tuesdays = Version(1, BEFORE.starts_on, 72, (Line(GONE, 0b10, 1, False),), UUID(int=1))
    assert counts(did(GONE), plan=PlanBehindDays((tuesdays, SINCE))) == (2, 0, 1)
    away = PlanBehindDays((BEFORE, SINCE), frozenset({(TODAY, TODAY)}))
    assert counts(did(GONE), plan=away) == (0, 0, 1)


def test_on_a_day_on_which_an_answer_stopped_the_exercises_it_is_all_that_was_due() -> None:
    stopped = PlanBehindDays((BEFORE, SINCE), stopped=frozenset({(TODAY, TODAY)}))
    assert counts(did(GONE), plan=stopped) == (4, 4, 0)
