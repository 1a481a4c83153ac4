"""Nobody who was quiet for long is told what they did not do."""

from datetime import date, timedelta

import pytest

from homecare.progress.queries import CourseDay
from homecare.progress.words import exercise_so_far, is_quiet

FIRST = date(2026, 3, 2)


def days(logged: int, quiet: int, today: bool = False) -> list[CourseDay]:
    """Days with one of two reported, then days without any entry, and perhaps today."""
    kinds = [True] * logged + [False] * quiet
    made = [
        CourseDay(on=FIRST + timedelta(days=number), due=2, reported=int(kind), logged=kind,
                  closed=True)
        for number, kind in enumerate(kinds)
    ]  # fmt: skip
    return [*made, CourseDay(on=FIRST + timedelta(days=99), due=2)] if today else made


@pytest.mark.parametrize(
    ("quiet", "today", "is_so"), [(13, False, False), (14, False, True), (13, True, False),
                                  (14, True, True), (90, False, True)]
)  # fmt: skip
def test_two_whole_weeks_without_an_entry_are_quiet(quiet: int, today: bool, is_so: bool) -> None:
    assert is_quiet(days(5, quiet, today)) is is_so


def test_in_the_first_two_weeks_nobody_is_quiet() -> None:
    assert not is_quiet(days(0, 13))
    assert not is_quiet([])


@pytest.mark.parametrize(
    ("logged", "quiet", "sentence"),
    [
        (6, 3, "Exercise reported 6 of 18 times due."),
        (6, 60, "You reported exercise 6 times."),
        (1, 60, "You reported exercise 1 time."),
        (0, 72, ""),
        (0, 3, ""),
    ],
)
def test_what_was_done_is_counted_and_what_was_not_is_not(
    logged: int, quiet: int, sentence: str
) -> None:
    assert exercise_so_far(days(logged, quiet)) == sentence
