"""What is said of somebody must be true beside everything else that they wrote."""

from homecare.rules import gate
from homecare.rules.policy import DEFAULT, adjusted
from homecare.rules.reading.history import Check, History
from tests.rules.histories import intake, look, on, pain
from tests.rules.odd.cases import VISITS, told


def text(history: History, day: int) -> str:
    """Return all that is said on a day."""
    return " ".join(reason.text for reason in look(history, day).reasons)


def test_about_the_same_shows_a_week_that_is_worse_since():
    one = told((0, 6), (21, 10), back=4)
    assert text(one, 21).startswith("About the same; looked at again")
    assert "leg pain 6.0 in the week to 25 January 2026; 7.7 this week;" in text(one, 24)


def test_a_stall_shows_a_week_that_is_worse_since():
    one = told((0, 6), (28, 8), back=4)
    assert "Held from the weekly look of 2 February 2026; leg pain is 6.6 this week." in text(
        one, 30
    )


def test_all_better_names_a_site_that_was_sore_when_it_was_last_rated():
    unrated = History(
        "odd", intake(2, 8), pain=pain(1, range(1, 20), back=lambda _: None), all_better=(on(20),)
    )
    assert "back pain was 8.0 when last rated, on 5 January 2026." in text(unrated, 20)
    rated = told((0, 2), (1, 1), back=1, days=20, all_better=(on(20),))
    assert "last rated" not in text(rated, 20)


def test_one_day_is_said_as_one_day():
    back = told((0, 5), (28, 2), (30, 9), back=2, all_better=(on(29),), days=33)
    assert text(back, 33).endswith("1 day after it was gone.")


def test_a_check_of_one_day_is_asked_for_in_words() -> None:
    policy = adjusted(DEFAULT, check_days=1)
    one = told((0, 6), visits=VISITS, checks=(Check(on(20), 0),))
    (missing,) = gate.missing(one, policy, on(23))
    assert missing.text == "No red-flag check in the last day: ask those questions first."


def test_a_line_of_the_background_given_with_a_fever_makes_it_as_grave():
    told_late = told((0, 6), checks=(Check(on(20), 0, (), ("fever", "iv_drugs")),))
    assert look(told_late, 28).state == "urgent"
    told_alone = told((0, 6), checks=(Check(on(20), 0, (), ("fever",)),))
    assert look(told_alone, 28).state == "gp"
