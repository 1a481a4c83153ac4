"""Until when a record is kept: eight years from the last contact, and for children longer."""

from datetime import date

import pytest

from homecare.erasure.retention import answer_by, kept_until

A_DAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("last", "born", "years", "until"),
    [
        (A_DAY, date(1980, 5, 4), 8, date(2034, 3, 2)),
        (A_DAY, date(1980, 5, 4), 10, date(2036, 3, 2)),
        (date(2024, 2, 29), date(1980, 5, 4), 7, date(2031, 3, 1)),
        (A_DAY, date(2008, 3, 2), 8, date(2034, 3, 2)),  # 18 on the day: an adult
        (A_DAY, date(2008, 3, 3), 8, date(2034, 3, 3)),  # 17: until the 26th birthday
        (A_DAY, date(2009, 3, 3), 8, date(2034, 3, 3)),  # 16: until the 25th
        (A_DAY, date(2020, 3, 3), 8, date(2045, 3, 3)),
    ],
)
def test_kept_until(last: date, born: date, years: int, until: date) -> None:
    assert kept_until(last, born, years) == until


@pytest.mark.parametrize(
    ("asked", "by"),
    [
        (A_DAY, date(2026, 4, 2)),
        (date(2026, 1, 31), date(2026, 2, 28)),
        (date(2028, 1, 31), date(2028, 2, 29)),
        (date(2026, 12, 31), date(2027, 1, 31)),
    ],
)
def test_an_answer_is_due_within_a_month(asked: date, by: date) -> None:
    assert answer_by(asked) == by
