"""A verdict that is held from an earlier look says so, with the figures of both weeks."""

import pytest

from homecare.rules.assessment import assess
from homecare.rules.policy import DEFAULT, adjusted
from homecare.rules.reading.history import History
from tests.rules.histories import checks, flat, intake, look, on, pain, sessions, steps

AWAY = [*range(1, 14), *range(22, 28)]
"""Rated for two weeks, away for one, and back: the look of day 21 has too few scores."""


def said(history, day, policy=DEFAULT):
    return [reason.text for reason in assess(history, policy, on(day)).reasons]


def test_about_the_same_shows_the_week_it_is_from_and_this_one():
    scores = pain(steps((0, 5), (7, 4), (22, 2.3)), AWAY)
    history = flat(5, pain=scores, away=((on(14), on(20)),), visits=())
    assert look(history, 27).state == "level"
    assert said(history, 27)[0] == (
        "About the same, leg pain 4.0 in the week to 18 January 2026; 2.3 this week; "
        "looked at again on 2 February 2026."
    )


def test_where_this_week_says_the_same_only_one_is_shown():
    assert said(flat(5, visits=()), 25)[0] == "About the same; looked at again on 2 February 2026."


def test_a_stall_that_eases_between_two_looks_says_so():
    history = flat(6, pain=pain(steps((0, 6), (29, 1)), range(1, 60)))
    assert look(history, 34).state == "stalled"
    assert "Held from the weekly look of 2 February 2026; leg pain is 2.4 this week." in said(
        history, 34
    )
    assert not any(text.startswith("Held") for text in said(history, 28))


def test_better_that_is_not_any_more_says_so():
    history = flat(6, pain=pain(steps((0, 6), (14, 4), (29, 5.8)), range(1, 60)))
    assert look(history, 33).state == "improving"
    assert any(text.startswith("Held from the weekly look of") for text in said(history, 33))


def test_without_any_week_that_holds_enough_it_is_not_called_the_same():
    away = ((on(1), on(40)),)
    history = flat(5, pain=(), away=away, visits=(), sessions=(), checks=())
    assert look(history, 22).state == "level"
    assert said(history, 22)[0].startswith("Not enough scores to tell; looked at again on")


@pytest.mark.parametrize(
    ("change", "worst", "words"),
    [
        ((-2, -2), -2, "“much worse”"),
        ((-3, -2), -2, "“very much worse”, then “much worse”"),
        ((-1, -1), -1, "worse"),
        ((-3, -1), -1, "worse"),
    ],
)
def test_the_words_about_two_checks_are_theirs(change, worst, words):
    history = flat(5, checks=(*checks((14,), change[0]), *checks((21,), change[1])))
    policy = adjusted(DEFAULT, worse_change=worst)
    assert f"Two weekly checks running said {words}." in said(history, 22, policy)


def test_what_is_needed_is_what_the_practice_has_set():
    history = flat(intake=intake(3, 1), pain=pain(steps((0, 3), (1, 3.3), (4, 2.9)), range(1, 60)))
    policy = adjusted(DEFAULT, improved_share=0.5)
    assert any("; 50 % was needed" in text for text in said(history, 21, policy))


def rated_on(days):
    """Pain that eased from 6 to 4 within two weeks, and rose again, rated on some days alone."""
    return flat(6, pain=pain(steps((0, 6), (14, 4), (29, 5.8)), days))


def test_rated_days_are_those_of_the_mean_that_is_given():
    """The look of day 28 had a thin week; the days since were all rated."""
    thin_then = rated_on([*range(1, 21), 22, 24, 26, *range(28, 60)])
    said_then = said(thin_then, 33)
    assert "Rated 3 of the 7 days to 1 February 2026." in said_then
    assert any("4.0 in the week to 1 February 2026" in text for text in said_then)
    thin_now = rated_on([*range(1, 28), 29, 31])
    assert "Rated 4 of the last 7 days; ask about the others." in said(thin_now, 33)
    both = rated_on([*range(1, 21), 22, 24, 26, 29, 31, 32])
    assert (
        "Rated 3 of the 7 days to 1 February 2026 and 4 of the last 7 days; ask about the others."
        in said(both, 33)
    )
    today = rated_on([*range(1, 21), 22, 24, 26])
    assert "Rated 3 of 7 days; ask about the others." in said(today, 28)


LAST_LEG = 26


def leg_not_rated_any_more(back=5.0):
    """A leg that eased and is rated to day 26 alone, beside a back that is rated on."""
    eased = steps((0, 6), (7, 2))
    return History(
        "h",
        intake=intake(6, 5),
        pain=pain(lambda day: eased(day) if day <= LAST_LEG else None, range(1, 80), back),
        sessions=sessions(range(1, 80)),
        checks=checks(range(7, 80, 7)),
    )


def test_what_the_other_site_had_found_decides_nothing_any_more():
    history, given_up = leg_not_rated_any_more(), LAST_LEG + DEFAULT.unrated_days + 1
    before, after = look(history, given_up - 1), look(history, given_up)
    assert given_up % 7  # between two weekly looks
    assert (before.figures["index_site"], before.state) == ("leg", "too_few")
    assert after.figures["index_site"] == "back"
    assert after.state == "level"
    texts = [reason.text for reason in after.reasons]
    assert texts[1] == (
        "Back pain 5.0 at the start, 5.0 in the week to 8 February 2026: "
        "no change; 30 % was needed."
    )
    assert texts[2] == "Leg pain not rated since 31 January 2026; judged by back pain."
    assert not any("eg pain 6.0" in text for text in texts)
    assert (after.figures["start"]["back"], after.figures["mean"]["back"]) == (5.0, 5.0)


def test_a_back_that_got_better_meanwhile_is_said_so_at_once():
    history = leg_not_rated_any_more(back=steps((0, 5), (20, 2)))
    found = look(history, LAST_LEG + DEFAULT.unrated_days + 1)
    assert found.state == "improving"
    assert found.reasons[0].text == (
        "Back pain 5.0 at the start, 2.0 in the week to 8 February 2026: "
        "60 % better; 30 % is needed."
    )
