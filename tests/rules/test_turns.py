"""Which flags wait for their turn, and for how long at most: pure."""

from datetime import date, timedelta

import pytest

from homecare.rules.assessment import assess_and_review
from homecare.rules.policy import DEFAULT
from homecare.rules.reading.history import History
from homecare.rules.turns import LONGEST, Load, has_room, may_wait
from homecare.rules.verdict.flags_asked import FlagAsked, flags
from tests.rules.histories import flat, on, pain, sessions

DUE = date(2026, 3, 2)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("in_care", "raised", "room"),
    [
        (1, 0, True),
        (1, 1, True),
        (1, 2, False),
        (20, 1, True),
        (20, 2, False),
        (29, 2, False),
        (30, 2, True),
        (30, 3, False),
        (60, 5, True),
        (60, 6, False),
        (0, 2, False),
    ],
)
def test_there_is_room_for_one_flag_of_ten_in_care_and_for_two_in_any_case(
    in_care: int, raised: int, room: bool
) -> None:
    assert has_room(Load(in_care, raised)) == room


def test_what_may_wait_waits_for_a_week_after_it_was_due() -> None:
    waited = [day for day in range(30) if may_wait(DUE, DUE + day * DAY)]
    assert waited == list(range(LONGEST.days))
    assert not may_wait(None, DUE)


def asked(history: History, day: int) -> tuple[FlagAsked, ...]:
    return flags(*assess_and_review(history, DEFAULT, on(day)))


@pytest.mark.parametrize(
    ("visits", "day", "kind", "due"),
    [
        ((0, 7, 9), 16, "review", 14),  # a look, five days after the third visit
        ((0, 7, 9), 24, "review", 21),  # its decision, once it is not too early to tell
        ((0, 7, 30), 36, "review", 35),
        ((0, 7), 26, "not_following", 21),
    ],
)
def test_what_may_wait_is_due_on_the_day_it_was_first_asked(
    visits: tuple[int, ...], day: int, kind: str, due: int
) -> None:
    lazy = {"sessions": sessions(range(1, 60), done=0)} if kind == "not_following" else {}
    history = flat(**{"visits": tuple(map(on, visits)), **lazy})
    (flag,) = [flag for flag in asked(history, day) if flag.kind == kind]
    assert flag.due == on(due)


def test_what_is_graver_or_silence_or_back_again_has_no_day_until_which_it_may_wait() -> None:
    silent = flat(days=30)
    again = flat(pain=pain(lambda day: 6 if day < 10 or day > 50 else 0, range(1, 70), back=0))
    found = [flag for day in range(90) for one in (silent, again) for flag in asked(one, day)]
    kinds = {flag.kind for flag in found if not flag.key.startswith("review:")}
    assert {"stalled", "quiet", "review"} <= kinds
    assert all(flag.due is None for flag in found if not flag.key.startswith("review:"))
