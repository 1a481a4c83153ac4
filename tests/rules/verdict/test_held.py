"""A verdict that is held from an earlier look says so, with the figures of both weeks."""

import pytest

from homecare.rules.assessment import assess
from homecare.rules.policy import DEFAULT, adjusted
from tests.rules.histories import checks, flat, intake, look, on, pain, steps

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
