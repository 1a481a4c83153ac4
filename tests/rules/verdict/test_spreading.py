"""Pain that appears in a leg that had little or none: spreading, told as worsening."""

from dataclasses import replace

import pytest

from homecare.rules.policy import DEFAULT
from homecare.rules.reading.history import History
from homecare.rules.replay import replay
from tests.rules.histories import intake, look, on, pain, states, steps


def somebody(leg, back, days=range(1, 60), start=None):
    """Return somebody who rates leg and back; each a number or steps."""
    first = tuple(site(0) if callable(site) else site for site in (leg, back))
    return History("h", intake(*(start or first)), pain=pain(leg, days, back))


def to(first, then, day=14):
    return steps((0, first), (day, then))


@pytest.mark.parametrize(
    ("leg", "back", "state"),
    [
        (to(0, 3.5), to(6, 3), "worsening"), (to(0, 2), to(6, 3), "worsening"),
        (to(1, 2), to(6, 3), "worsening"), (to(0, 1.9), to(6, 3), "improving"),
        (to(1.1, 2.5), to(6, 3), "improving"), (to(0, 9), to(6, 0), "worsening"),
        # What the back does takes nothing away: pain that is new in the leg is told.
        (to(0, 3), 6, "worsening"), (to(0, 3), to(6, 6.5), "worsening"),
        (to(0, 3), None, "worsening"),
        # The other way round pain draws back: a good sign.
        (to(6, 3), to(0, 3), "improving"),
        # Both low at the start.
        (to(1, 3), 2, "worsening"), (to(1, 3), to(2, 0), "worsening"),
    ],
)  # fmt: skip
def test_pain_that_appears_in_the_leg_is_worsening(leg, back, state):
    history = somebody(leg, back, start=(leg(0), back(0) if callable(back) else back or 5))
    found = look(history, 28)
    assert found.state == state
    if state == "worsening":
        assert found.proposes == "contact"


def test_it_is_told_on_the_second_day_on_which_it_stands():
    history = somebody(to(0, 8), to(6, 3))
    assert states(history, 15, 16, 17) == ["early", "early", "worsening"]
    assert states(somebody(to(0, 3), to(6, 3)), 18, 19, 20, 21) == ["early"] * 2 + ["worsening"] * 2


def test_it_is_told_as_spreading_with_its_own_arithmetic():
    found = look(somebody(to(0, 3.5), to(6, 3)), 28)
    assert (found.cause, found.reasons[0].code) == ("spreading", "spreading")
    assert found.reasons[0].text == (
        "Pain has appeared in the leg: 0.0 at the start, 3.5 this week; the back went from 6.0 "
        "to 3.0."
    )
    assert look(somebody(to(0, 3.5), 6), 28).reasons[0].text == (
        "Pain has appeared in the leg: 0.0 at the start, 3.5 this week."
    )


def test_it_is_seen_by_those_who_rate_seldom_too():
    history = somebody(to(0, 4), to(6, 3), days=range(1, 60, 3))
    assert look(history, 28).state == "worsening"
    assert look(history, 28).reasons[0].text == (
        "Pain has appeared in the leg: 0.0 at the start, 4.0 over the last two weeks; the back "
        "went from 6.0 to 3.0 (over two weeks)."
    )


def test_it_ends_after_two_weekly_looks_without_it():
    history = somebody(steps((0, 0), (14, 3), (21, 0)), to(6, 3))
    # The first days after the look of day 21 still say so.
    assert states(history, 21, 28, 41, 42) == ["worsening"] * 3 + ["improving"]


def test_six_weeks_on_it_goes_to_the_gp_only_where_the_worse_site_has_not_improved():
    eased = somebody(to(0, 3), to(6, 3))
    assert states(eased, 41, 42, 49) == ["worsening"] * 3
    assert states(somebody(to(0, 3), 6), 41, 42) == ["worsening", "gp"]
    assert states(somebody(to(0, 4.5), to(6, 3)), 41, 42) == ["worsening", "gp"]


@pytest.mark.parametrize("raised", [6, 8, 10])
def test_a_higher_score_of_the_back_never_takes_it_away(raised):
    history = somebody(to(0, 3), to(6, 3))
    for day in range(21, 28):
        rows = [replace_back(row, raised) if row.on == on(day) else row for row in history.pain]
        assert look(replace(history, pain=tuple(rows)), 28).state == "worsening"


def replace_back(row, score):
    return row._replace(back=score)


def test_it_raises_one_flag_for_the_therapist():
    flags = replay(somebody(to(0, 3.5), to(6, 3)), DEFAULT, on(35)).flags
    assert flags == ((on(19), "worsening", "contact"),)
