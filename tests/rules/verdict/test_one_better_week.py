"""What has been counted towards a stall is undone by a week down by half, or by the pain's end."""

import pytest

from homecare.rules.assessment import assess
from homecare.rules.policy import DEFAULT, adjusted
from tests.rules.histories import checks, flat, intake, look, on, pain, states, steps


def weeks(fourth, *later, **more):
    """Return pain of 6 until day 21, then so much in each week before a weekly look."""
    score = steps((0, 6), *((21 + 7 * at, mean) for at, mean in enumerate((fourth, *later))))
    return flat(6, 90, pain=pain(score, range(1, 90)), intake=intake(6, 1), **more)


@pytest.mark.parametrize("between", [4.0, 4.3, 3.1])
def test_a_week_better_by_less_than_half_counts_neither_way(between):
    """Improved by a third, on the way by 1.7 points, and nearly half better."""
    history = weeks(between, 5.8)
    assert states(history, 21, 28, 35) == ["level", "improving", "stalled"]
    assert (
        "Level at two of three weekly looks, at none of them 50 % better, "
        "the first on 26 January 2026; counted as stalled since 9 February 2026."
        in [reason.text for reason in look(history, 35).reasons]
    )


@pytest.mark.parametrize("between", [3.0, 2.9])
def test_a_week_down_by_half_undoes_what_was_counted(between):
    history = weeks(between, 5.8)
    assert states(history, 28, 35, 42) == ["improving", "level", "stalled"]
    assert (
        "Level at two weekly looks running, the first on 9 February 2026; "
        "counted as stalled since 16 February 2026."
        in [reason.text for reason in look(history, 42).reasons]
    )


def test_better_weeks_alone_are_never_a_stall():
    history = weeks(4.0, checks=checks(range(7, 90, 7), 1))
    assert states(history, 28, 35, 42, 49, 56, 63) == ["improving"] * 6


def test_the_clients_word_still_asks_for_one_look_more():
    history = weeks(4.0, 5.0, checks=checks(range(28, 90, 7), 1))
    assert states(history, 35, 42) == ["level", "stalled"]
    assert any("three of four" in reason.text for reason in look(history, 42).reasons)


def test_two_better_weeks_end_a_stall_and_it_is_counted_anew():
    history = weeks(6, 4.0, 4.0, 6)
    assert states(history, 28, 35, 42, 49, 56) == [
        "stalled", "stalled", "improving", "level", "stalled",
    ]  # fmt: skip


def test_a_better_week_in_a_stall_is_said_beside_how_many_end_it():
    text = look(weeks(6, 4.0, 4.0, 6), 35).reasons[0].text
    assert text.endswith("33 % better; 30 % is needed at two weekly looks running.")


def test_a_practice_may_let_any_better_week_undo_it():
    policy = adjusted(DEFAULT, undone_share=0.3)
    assert assess(weeks(4.0, 5.8), policy, on(35)).state == "level"
    assert assess(weeks(4.0, 5.8), policy, on(42)).state == "stalled"
