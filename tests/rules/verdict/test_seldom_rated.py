"""People who rate seldom: where a week holds too few scores, two, three or four weeks stand in."""

import pytest

from homecare.rules.course.series import Series
from homecare.rules.policy import DEFAULT
from homecare.rules.reading.history import History
from tests.rules.histories import checks, flat, intake, look, on, pain, sessions, states, steps

NO = None


def rated(*days, score=9.0, back=6.0, start=None, **more):
    """Return somebody who rates on these days only, and does the exercises."""
    first = score(0) if callable(score) else score
    at = more.pop("intake", intake(first if start is None else start, back))
    return flat(9, intake=at, pain=pain(score, days, back), visits=(), checks=(), **more)


def every(days, first=1, until=57):
    return range(first, until, days)


@pytest.mark.parametrize(
    ("scores", "day", "span", "mean"),
    [
        # Three of seven, one of them recent: a week is enough.
        ([6, 0, NO, NO, NO, 3], 6, 7, 3.0),
        # Two weeks hold four, one of them in the second.
        ([8, NO, NO, 6, NO, NO, NO, 4, NO, NO, NO, 2, NO, NO], 14, 14, 5.0),
        # Two weeks hold three, three weeks four.
        ([0] + 6 * [NO] + [8] + 5 * [NO] + [6] + 4 * [NO] + [4, NO, NO, 2], 22, 21, 5.0),
        # One a week: four weeks, not three.
        ([8, *6 * [NO], 6, *6 * [NO], 4, *6 * [NO], 2, *6 * [NO]], 28, 28, 5.0),
        # Days before the intake are not counted among those of the mean.
        ([8, 6, NO, NO, NO, NO, 4, NO, NO, 2], 10, 10, 5.0),
        # A week without any score is silence, whatever went before.
        ([8, 6, 4, 2, 2, 2, *7 * [NO]], 13, 0, None),
        ([8, 6, 4, 2, 2, 2, *6 * [NO]], 12, 12, 4.0),
        # Three scores in four weeks are too few.
        ([NO, 8, *8 * [NO], 6, *8 * [NO], 4, *6 * [NO]], 26, 0, None),
    ],
)
def test_the_shortest_stretch_with_four_scores_stands_in(scores, day, span, mean):
    series = Series(scores, DEFAULT)
    assert (series.span(day), series.week(day)) == (span, mean)


@pytest.mark.parametrize(
    ("days", "state"),
    [
        (every(2), "gp"), (every(3), "gp"), (every(4), "gp"), (every(5), "gp"), (every(6), "gp"),
        (every(7), "gp"), ([day for day in range(57) if day % 7 in (1, 2)], "gp"),
        ([day for day in range(57) if day % 7 in (5, 6)], "gp"),
        ([1, 4, 9, 12, 19, 22, 30, 33, 39, 44, 51, 54], "gp"),
        # Three scores in eight weeks say nothing, and the client is asked.
        ([5, 25, 45], "too_few"),
    ],
)  # fmt: skip
def test_nine_of_ten_rated_seldom_goes_to_the_gp(days, state):
    assert look(rated(*days), 56).state == state


def test_severe_pain_rated_twice_a_week_is_found_on_the_same_day_as_rated_daily():
    assert states(rated(*every(3)), 27, 28) == states(flat(9), 27, 28) == ["level", "gp"]


@pytest.mark.parametrize("gap", [3, 4, 5, 7])
def test_six_rated_seldom_is_a_stall(gap):
    history = rated(*every(gap, until=50), score=6, back=3)
    assert look(history, 42).state == "stalled"


@pytest.mark.parametrize("gap", [3, 4, 5])
def test_falling_rated_seldom_is_improving(gap):
    history = rated(*every(gap), score=steps((0, 7), (9, 5), (18, 3), (30, 2)), back=1)
    assert states(history, 35, 42, 49) == ["improving"] * 3


def test_worse_rated_twice_a_week_is_told_before_the_weekly_look():
    history = rated(*every(3), score=steps((0, 4), (19, 9)), back=1)
    assert states(history, 21, 24) == ["level", "worsening"]
    assert look(history, 24).reasons[0].text == (
        "Leg pain 4.0 at the start, 6.0 over the last two weeks; 2.0 more is worse."
    )


def test_every_sentence_says_over_how_long():
    weekly = rated(*every(7, first=3), score=6, back=3)
    assert look(weekly, 35).reasons[0].text == (
        "Leg pain 6.0 at the start, 6.0 over the last four weeks: no change; 30 % was needed."
    )
    assert look(weekly, 37).reasons[0].text == (
        "Leg pain 6.0 at the start, 6.0 over the four weeks to 8 February 2026: no change; "
        "30 % was needed."
    )
    assert look(rated(1, 6, 9), 10).reasons[1].text == (
        "Leg pain 9.0 at the start, 9.0 over the last 10 days: no change; 30 % was needed."
    )
    severe = look(rated(*every(3)), 28).reasons
    assert severe[0].text == (
        "Leg pain 9.0 over the two weeks to 25 January 2026, 9.0 over the last two weeks; "
        "from 7.0 at two weekly looks running it is a matter for the GP."
    )
    falling = rated(*every(4, until=70), score=steps((0, 9), (6, 6)), back=1)
    assert look(falling, 63).reasons[0].text == (
        "Better, but level: 6.0 over the last two weeks, after 6.0 (over two weeks) four weeks "
        "before."
    )


def test_the_figures_say_over_how_many_days_each_mean_is():
    found = look(rated(*every(3), score=6, back=None, intake=intake(6, 3)), 28).figures
    assert found["mean"] == {"leg": 6.0, "back": None}
    assert found["mean_days"] == {"leg": 14, "back": None}
    assert look(flat(6), 28).figures["mean_days"] == {"leg": 7, "back": 7}


def test_scores_from_before_the_pain_was_gone_never_stand_in():
    """Sore, then gone by a tap, then rated calm once a week: four weeks would reach back to it."""
    history = rated(
        *range(1, 12),
        14,
        16,
        23,
        30,
        37,
        score=steps((0, 7), (14, 1)),
        back=1,
        all_better=(on(17),),
    )
    assert states(history, 17, 21, 24, 28, 31, 38) == ["resolved"] * 6


@pytest.mark.parametrize(
    ("leg", "back", "state", "site"),
    [(NO, 9, "gp", "back"), (9, NO, "gp", "leg"), (NO, 1, "level", "back")],
)
def test_a_site_that_nobody_rates_leaves_the_other_to_decide(leg, back, state, site):
    start = intake(9, 8)
    history = rated(*every(3), score=leg, back=back, intake=start)
    found = look(history, 35)
    assert found.figures["index_site"] == site
    assert found.state in (state, "improving")
    assert (found.state == "gp") is (state == "gp")


def test_a_site_handed_over_is_said():
    history = rated(*range(1, 50), score=None, back=6, intake=intake(7, 6))
    assert states(history, 7, 8, 21, 28) == ["early", "early", "level", "stalled"]
    assert "Leg pain not rated since the start; judged by back pain." in [
        reason.text for reason in look(history, 28).reasons
    ]


def test_silence_is_not_hidden_by_older_scores():
    daily = flat(6, 30, sessions=sessions(range(1, 30)), checks=checks(range(7, 29, 7)), visits=())
    assert states(daily, 28, 35, 36) == ["stalled", "stalled", "quiet"]
    seldom = rated(*every(4, until=30), score=6, back=3, sessions=())
    assert states(seldom, 28, 36) == ["stalled", "quiet"]


def test_somebody_without_scores_is_still_too_few():
    history = History("h", intake(6, 3), sessions=sessions(range(1, 60)))
    assert states(history, 10, 28, 56) == ["too_few"] * 3


def test_who_rates_the_other_site_alone_writes_and_is_not_asked_how_they_are():
    """The leg is rated to day 10 only, the back every day: the leg decides for two weeks more."""
    leg = pain(5, range(1, 11), back=5)
    back = pain(NO, range(11, 30), back=4.9)
    history = flat(6, intake=intake(6, 5), pain=leg + back, visits=(), checks=())
    found = look(history, 20)
    assert (found.state, found.proposes) == ("too_few", "none")
    assert found.reasons[0].text == "Not enough leg scores to judge (0 of 7 days)."
    few = pain(5, (1, 15), back=5)
    seldom = look(flat(6, intake=intake(6, 5), pain=few, visits=(), checks=()), 17)
    assert (seldom.state, seldom.proposes) == ("too_few", "check_in")
