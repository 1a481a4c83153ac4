"""Days, moments and counts in words, as tables."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from homecare import language

TODAY = date(2026, 3, 9)  # a Monday


@pytest.mark.parametrize(
    ("write", "words"),
    [
        (language.long_date, "9 March 2026"),
        (language.day_and_month, "9 March"),
        (language.weekday_date, "Monday 9 March"),
        (language.short_date, "Mon 9 Mar"),
        (language.short_day_and_month, "9 Mar"),
    ],
)
def test_a_day_is_written_so(write: Callable[[date], str], words: str) -> None:
    assert write(TODAY) == words


@pytest.mark.parametrize(
    ("days_ago", "near", "name", "short_name"),
    [
        (-1, "tomorrow", "Tuesday 10 March", "Tue 10 Mar"),
        (0, "today", "Today", "Today"),
        (1, "yesterday", "Yesterday", "Yesterday"),
        (2, "Sat 7 Mar", "Saturday 7 March", "Sat 7 Mar"),
        (68, "Wed 31 Dec 2025", "Wednesday 31 December", "Wed 31 Dec"),
    ],
)
def test_a_day_is_named_from_today(days_ago: int, near: str, name: str, short_name: str) -> None:
    day = TODAY - timedelta(days=days_ago)
    assert language.near_day(day, TODAY) == near
    assert language.day_name(day, TODAY) == name
    assert language.short_day_name(day, TODAY) == short_name


def test_a_moment_is_told_where_somebody_lives() -> None:
    moment = datetime(2026, 3, 31, 23, 30, tzinfo=UTC)
    assert language.local_day(moment, "Europe/London") == date(2026, 4, 1)
    assert language.day_and_time(moment, "Europe/London") == "Wednesday 1 April at 00:30"
    assert language.near_moment(moment, "America/New_York", TODAY) == "Tue 31 Mar, 19:30"


def test_counts_and_lists_read_as_people_say_them() -> None:
    assert [language.count(n, "day") for n in (0, 1, 3)] == ["0 days", "1 day", "3 days"]
    assert language.count(2, "entry", "entries") == "2 entries"
    assert language.listed(["one"]) == "one"
    assert language.listed(["one", "two", "three"]) == "one, two and three"
    assert language.starts_upper("gone, GP first") == "Gone, GP first"
    assert language.one_decimal(4) == "4.0"


@pytest.mark.parametrize(
    ("number", "said"), [(1, "one week"), (5, "five weeks"), (7, "seven weeks"), (8, "8 weeks")]
)
def test_few_are_said_in_words(number: int, said: str) -> None:
    assert language.few(number, "week") == said
