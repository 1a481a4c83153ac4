"""When a flag is overdue: one table, each kind at its edge."""

from datetime import UTC, date, datetime, timedelta

import pytest

from homecare.language import open_for
from homecare.rules.overdue import Waiting, is_overdue, is_told_again, time_open
from homecare.rules.verdict.flags_asked import GRAVITY

LONDON = "Europe/London"
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
FRIDAY = datetime(2026, 3, 6, 9, tzinfo=UTC)


def after(since: datetime, **time: float) -> datetime:
    """So long after a moment."""
    return since + timedelta(**time)


@pytest.mark.parametrize(
    ("kind", "opened", "bears", "too_long"),
    [
        ("urgent", MONDAY, after(MONDAY, hours=4), after(MONDAY, hours=4, seconds=1)),
        # Nobody's night and nobody's weekend makes an urgent flag wait.
        ("urgent", after(FRIDAY, hours=13), after(FRIDAY, hours=17), after(FRIDAY, hours=18)),
        ("worsening", MONDAY, after(MONDAY, days=2, hours=14), after(MONDAY, days=2, hours=15)),
        ("worsening", FRIDAY, after(FRIDAY, days=4, hours=14), after(FRIDAY, days=4, hours=15)),
        ("worsening", after(FRIDAY, days=1), after(FRIDAY, days=4), after(FRIDAY, days=5)),
        ("worsening", after(FRIDAY, days=2), after(FRIDAY, days=4), after(FRIDAY, days=5)),
        ("gp", FRIDAY, after(FRIDAY, days=3, hours=14), after(FRIDAY, days=3, hours=15)),
        ("stalled", MONDAY, after(MONDAY, days=7, hours=14), after(MONDAY, days=7, hours=15)),
        ("review", MONDAY, after(MONDAY, days=14), after(MONDAY, days=15)),
        ("quiet", MONDAY, after(MONDAY, days=14), after(MONDAY, days=15)),
        ("not_following", MONDAY, after(MONDAY, days=14), after(MONDAY, days=15)),
    ],
)
def test_a_flag_is_overdue_once_it_is_open_for_longer_than_its_kind_bears(
    kind: str, opened: datetime, bears: datetime, too_long: datetime
) -> None:
    flag = Waiting(kind, opened)
    assert not is_overdue(flag, bears, LONDON)
    assert is_overdue(flag, too_long, LONDON)


@pytest.mark.parametrize("kind", GRAVITY)
def test_every_kind_is_overdue_some_day_and_none_at_once(kind: str) -> None:
    flag = Waiting(kind, MONDAY)
    assert not is_overdue(flag, MONDAY, LONDON)
    assert is_overdue(flag, after(MONDAY, days=15), LONDON)


def test_the_days_are_those_of_the_practice() -> None:
    late = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)  # in Auckland it is Tuesday the 3rd
    flag, now = Waiting("stalled", late), after(late, days=7, hours=1)  # Tuesday the 10th, 00:30
    assert is_overdue(flag, now, LONDON)
    assert not is_overdue(flag, now, "Pacific/Auckland")


@pytest.mark.parametrize("kind", GRAVITY[1:])
def test_what_is_set_aside_is_not_overdue_and_begins_anew_when_it_is_back(kind: str) -> None:
    flag = Waiting(kind, MONDAY, date(2026, 3, 31))
    assert not is_overdue(flag, datetime(2026, 3, 30, 9, tzinfo=UTC), LONDON)
    back = datetime(2026, 3, 31, 9, tzinfo=UTC)
    assert not is_overdue(flag, back, LONDON)
    assert time_open(flag, back, LONDON).days == 0
    assert is_overdue(flag, after(back, days=15), LONDON)


def test_the_change_of_the_clocks_moves_no_day() -> None:
    saturday = datetime(2026, 3, 28, 23, tzinfo=UTC)
    flag = Waiting("stalled", saturday)  # 23:00; a week later the clock says 00:00 at that moment
    assert time_open(flag, datetime(2026, 4, 4, 22, 59, tzinfo=UTC), LONDON).days == 7
    assert not is_overdue(flag, datetime(2026, 4, 4, 22, 59, tzinfo=UTC), LONDON)
    assert is_overdue(flag, datetime(2026, 4, 4, 23, tzinfo=UTC), LONDON)


@pytest.mark.parametrize(
    ("kind", "waited", "said"),
    [
        ("urgent", {"minutes": 59}, "open for less than an hour"),
        ("urgent", {"minutes": 60}, "open for 1 hour"),
        ("urgent", {"hours": 5, "minutes": 59}, "open for 5 hours"),
        ("urgent", {"hours": 23, "minutes": 59}, "open for 23 hours"),  # past midnight too
        ("urgent", {"hours": 24}, "open for 1 day"),
        ("urgent", {"days": 3}, "open for 3 days"),
        ("gp", {"hours": 5}, "open since today"),
        ("gp", {"hours": 15}, "open for 1 day"),
    ],
)
def test_what_bears_hours_is_said_in_hours_until_it_is_a_day(
    kind: str, waited: dict[str, float], said: str
) -> None:
    flag = Waiting(kind, MONDAY)
    assert open_for(time_open(flag, after(MONDAY, **waited), LONDON)) == said


def test_the_hours_of_the_night_on_which_clocks_change_are_those_that_passed() -> None:
    flag = Waiting("urgent", datetime(2026, 10, 24, 23, tzinfo=UTC))  # midnight in London
    at_five = datetime(2026, 10, 25, 5, tzinfo=UTC)  # six hours later: one came twice
    assert open_for(time_open(flag, at_five, LONDON)) == "open for 6 hours"


@pytest.mark.parametrize(
    ("opened", "now", "told"),
    [
        (MONDAY, after(MONDAY, hours=14), False),  # the same night
        (MONDAY, after(MONDAY, hours=22, minutes=59), False),  # Tuesday, 07:59
        (MONDAY, after(MONDAY, hours=23), True),
        (MONDAY, after(MONDAY, days=1, hours=14), True),  # however late that day
        (MONDAY, after(MONDAY, days=3), True),
        (after(MONDAY, hours=14), after(MONDAY, hours=25), False),  # 23:00, eleven hours later
        (after(MONDAY, hours=14), after(MONDAY, hours=26), True),
        (FRIDAY, after(FRIDAY, days=1), False),  # nobody is told again at the weekend
        (FRIDAY, after(FRIDAY, days=2), False),
        (FRIDAY, after(FRIDAY, days=2, hours=23), True),  # Monday, 08:00
        (after(FRIDAY, days=1), after(FRIDAY, days=2, hours=23), True),
    ],
)
def test_people_are_told_again_of_an_urgent_flag_a_working_day_later(
    opened: datetime, now: datetime, told: bool
) -> None:
    assert is_told_again(Waiting("urgent", opened), now, LONDON) is told


@pytest.mark.parametrize("kind", GRAVITY[1:])
def test_nobody_is_told_again_of_what_is_not_urgent(kind: str) -> None:
    assert not is_told_again(Waiting(kind, MONDAY), after(MONDAY, days=2), LONDON)


def test_it_is_the_morning_of_the_practice() -> None:
    now = datetime(2026, 3, 3, 8, 30, tzinfo=UTC)
    assert is_told_again(Waiting("urgent", MONDAY), now, LONDON)
    assert not is_told_again(Waiting("urgent", MONDAY), now, "America/New_York")
