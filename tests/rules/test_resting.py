"""When mail rests: a table of last entry, excused days and today."""

from datetime import date, timedelta

import pytest

from homecare.rules.resting import Turn, turn_of

LAST = date(2026, 3, 2)


def days(first: int, last: int) -> set[date]:
    """Days so many after the last entry, both included."""
    return {LAST + timedelta(days=number) for number in range(first, last + 1)}


@pytest.mark.parametrize(
    ("after", "excused", "told", "turn"),
    [
        (0, set(), False, Turn.WRITES),
        (1, set(), False, Turn.WRITES),
        (28, set(), False, Turn.WRITES),  # 27 whole days of silence: today is not over
        (29, set(), False, Turn.SAYS_GOODBYE),
        (300, set(), False, Turn.SAYS_GOODBYE),
        (29, days(10, 10), False, Turn.WRITES),  # one day away or of a flare-up
        (30, days(10, 10), False, Turn.SAYS_GOODBYE),
        (42, days(5, 18), False, Turn.WRITES),  # two weeks away
        (43, days(5, 18), False, Turn.SAYS_GOODBYE),
        (43, days(-9, 0) | days(5, 18) | days(43, 60), False, Turn.SAYS_GOODBYE),
        (90, days(1, 90), False, Turn.WRITES),
        (29, set(), True, Turn.RESTS),
        (300, set(), True, Turn.RESTS),
        (300, days(1, 300), True, Turn.RESTS),  # away ends no rest: nothing is due meanwhile
        (-1, set(), False, Turn.WRITES),  # an entry for tomorrow
    ],
)
def test_four_silent_weeks_and_then_once(
    after: int, excused: set[date], told: bool, turn: Turn
) -> None:
    assert turn_of(LAST, excused, LAST + timedelta(days=after), told) is turn
