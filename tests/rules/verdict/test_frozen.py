"""What scores made grave, and then nobody rated any more: it becomes silence, and says so."""

import pytest

from tests.rules.histories import checks, flat, look, pain, sessions


def severe(days: int, **more):
    """Pain of 8 for so many days, every one of them rated."""
    return flat(8, days=days, **more)


@pytest.mark.parametrize(
    ("day", "state"),
    [(35, "gp"), (51, "gp"), (52, "quiet"), (200, "quiet")],
)
def test_gp_by_scores_hands_over_two_weeks_after_the_last_mean(day, state):
    # The last score is of day 31: a mean holds through day 38, so on day 52 none has for 14 days.
    assert look(severe(32, checks=()), day).state == state


def test_it_says_what_it_was_and_when():
    was = look(severe(32, checks=()), 60)
    assert was.proposes == "check_in"
    assert was.reasons[0].text == (
        "No leg scores since 5 February 2026; it was GP first, 8.0 in the week to 5 February 2026."
    )


def test_worsening_hands_over_too():
    rising = flat(4, days=24, checks=(), pain=pain(lambda day: 4 if day < 12 else 7, range(1, 24)))
    assert look(rising, 30).state == "worsening"
    quiet = look(rising, 45)
    assert quiet.state == "quiet"
    assert "it was worsening, 7.0 in the week to 28 January 2026" in quiet.reasons[0].text


def test_ticks_without_scores_do_not_keep_it_up_nor_hide_it():
    ticking = severe(32, checks=(), sessions=sessions(range(1, 90)))
    assert look(ticking, 80).state == "quiet"


def test_somebody_who_says_better_is_not_quiet():
    better = severe(32, checks=checks((60,), 2))
    assert look(better, 62).state not in ("gp", "quiet")


def test_scores_that_come_again_bring_it_back():
    again = flat(8, days=32, checks=(), pain=pain(8, [*range(1, 32), *range(70, 90)], back=3))
    assert look(again, 69).state == "quiet"
    assert look(again, 80).state == "gp"
