"""What is counted of a loop, from letters written out one by one."""

import pytest

from homecare.referrals.loop.figures import (
    IMPROVED,
    NOT_IMPROVED,
    TOO_EARLY,
    UNKNOWN,
    FlagOfLoop,
    LetterOfLoop,
    by_flag,
    by_receiver,
    days_of,
)


@pytest.mark.parametrize(
    ("numbers", "number", "median", "least", "most"),
    [
        ((), 0, None, None, None),
        ((None, None), 0, None, None, None),
        ((3, 1, 2, 9), 4, None, None, None),  # too few to say
        ((3, 1, None, 2, 9, 0), 5, 2, 0, 9),
        ((0, 0, 7, 8, 30, 31), 6, 7.5, 0, 31),
    ],
)
def test_days_are_said_only_of_enough(
    numbers: tuple[int | None, ...], number: int, median: float, least: int, most: int
) -> None:
    days = days_of(numbers)
    assert (days.number, days.median, days.least, days.most) == (number, median, least, most)


def test_flags_stand_in_their_own_order_whatever_their_figures() -> None:
    flags = [
        FlagOfLoop("stalled", referred=True, answered=True),
        FlagOfLoop("stalled", referred=True, answered=False),
        FlagOfLoop("stalled", referred=False, answered=False),
        FlagOfLoop("gp", referred=False, answered=False),
    ]
    rows = by_flag(flags, ("gp", "quiet", "stalled"))
    assert [(row.of, row.number, row.referred, row.answered) for row in rows] == [
        ("gp", 1, 0, 0), ("stalled", 3, 2, 1)
    ]  # fmt: skip


def test_letters_by_receiver_add_up() -> None:
    letters = [
        LetterOfLoop("gp", 1, 4, "back", withdrawn=False, outcome=IMPROVED),
        LetterOfLoop("gp", None, None, None, withdrawn=True, outcome=TOO_EARLY),
        LetterOfLoop("chiropractor", 2, 3, "never_went", withdrawn=False, outcome=NOT_IMPROVED),
        LetterOfLoop("chiropractor", 2, None, None, withdrawn=False, outcome=UNKNOWN),
    ]
    chiropractor, gp = by_receiver(letters, ("chiropractor", "osteopath", "gp"))
    assert (chiropractor.of, chiropractor.number, chiropractor.answered) == ("chiropractor", 2, 1)
    assert chiropractor.outcomes == {NOT_IMPROVED: 1, UNKNOWN: 1}
    assert (gp.number, gp.answered, gp.withdrawn) == (2, 1, 1)
