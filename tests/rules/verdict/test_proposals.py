"""The gates before a chiropractor, and the three-visit review."""

from dataclasses import replace

import pytest

from homecare.rules.assessment import assess, review
from homecare.rules.policy import DEFAULT, adjusted
from homecare.rules.reading.history import Check
from homecare.rules.replay import replay
from homecare.rules.verdict.flags_asked import GRAVITY, flags
from tests.rules.histories import checks, flat, intake, look, on, pain, sessions, steps


@pytest.mark.parametrize(
    ("visits", "proposes"),
    [
        ((), "visit"), ((0, 7), "visit"), ((0, 7, 24), "carry_on"), ((0, 7, 23), "chiropractor"),
        ((0, 7, 29), "visit"), ((-30, 0, 7), "visit"),
    ],
)  # fmt: skip
def test_three_visits_and_five_days_come_first(visits, proposes):
    assert look(flat(6, visits=tuple(map(on, visits))), 28).proposes == proposes


@pytest.mark.parametrize(("asked", "proposes"), [(20, "check"), (21, "chiropractor")])
def test_a_red_flag_check_must_be_seven_days_old_at_most(asked, proposes):
    assert look(flat(6, checks=(Check(on(asked)),)), 28).proposes == proposes


def test_from_six_weeks_the_gp_is_named_beside_the_chiropractor():
    assert "gp_too" not in [reason.code for reason in look(flat(6), 41).reasons]
    assert "gp_too" in [reason.code for reason in look(flat(6), 42).reasons]


def at(history, day, policy=DEFAULT):
    found = review(history, policy, on(day))
    return found and (found.says, found.proposes)


def test_the_review_comes_five_days_after_the_third_visit():
    assert [at(flat(6), day) for day in (18, 19, 20, 21)] == [
        None, ("look", "carry_on"), ("look", "carry_on"), ("refer", "chiropractor"),
    ]  # fmt: skip


def test_the_review_of_an_improving_client_leaves_it_to_the_therapist():
    better = flat(6, pain=pain(steps((0, 6), (5, 3)), range(1, 60)))
    assert at(better, 21) == ("carry_on", "carry_on")
    assert at(better, 21, adjusted(DEFAULT, always_propose=True)) == ("refer", "chiropractor")


def test_the_review_is_held_without_scores_and_not_when_pain_is_gone():
    assert at(flat(6, pain=()), 21) == ("ask", "check_in")
    assert at(flat(6, pain=pain(0, range(1, 60), 0)), 21) is None


def test_a_worsening_client_is_contacted_and_not_referred():
    worse = flat(4, intake=intake(4, 1), pain=pain(steps((0, 4), (7, 6)), range(1, 60)))
    assert at(worse, 21) == ("refer", "contact")


def test_flags_come_gravest_first():
    assert GRAVITY == (
        "urgent", "gp", "worsening", "stalled", "review", "quiet", "not_following",
    )  # fmt: skip
    history = flat(6)
    found = flags(assess(history, DEFAULT, on(28)), review(history, DEFAULT, on(28)))
    assert [flag.kind for flag in found] == ["stalled", "review"]
    assert found[0].key == flags(assess(history, DEFAULT, on(40)), None)[0].key
    assert flags(assess(history, DEFAULT, on(20)), None) == ()


def test_the_whole_journey_of_flat_pain():
    found = replay(flat(6), DEFAULT, on(35)).to_json()
    assert found["states"] == [
        ["2026-01-05", "early"], ["2026-01-26", "level"], ["2026-02-02", "stalled"],
    ]  # fmt: skip
    assert found["flags"] == [
        ["2026-01-24", "review", "carry_on"], ["2026-01-26", "review", "chiropractor"],
        ["2026-02-02", "stalled", "chiropractor"],
    ]  # fmt: skip


def test_a_second_answer_while_urgent_is_told_again():
    history = flat(
        6, checks=(Check(on(3), red_flags=("bowel",)), Check(on(5), red_flags=("bladder",)))
    )
    found = replay(history, DEFAULT, on(10)).flags
    assert found == ((on(3), "urgent", "emergency"), (on(5), "urgent", "emergency"))


def test_better_but_level_asks_for_one_repeat_review():
    history = replace(
        flat(9, 90, checks=checks(range(7, 90, 7), 1), visits=()),
        pain=pain(steps((0, 9), (10, 6)), range(1, 90)),
        sessions=sessions(range(1, 90)),
    )
    found = [flag[1:] for flag in replay(history, DEFAULT, on(85)).flags]
    assert found == [("review", "visit")]


@pytest.mark.parametrize(("leg", "asked"), [(6, True), (1, False)])
def test_a_review_that_is_due_on_the_day_of_the_intake_is_of_its_scores(leg, asked):
    history = flat(leg, visits=(on(-9), on(-8), on(-7)), intake=intake(leg, 1))
    assert (review(history, DEFAULT, on(0)) is not None) == asked
    assert ("review" in {kind for _, kind, _ in replay(history, DEFAULT, on(0)).flags}) == asked


def test_a_review_waits_for_the_first_weekly_look_of_a_new_start():
    history = flat(6, new_starts=(on(31),))
    assert review(history, DEFAULT, on(37)) is not None
    assert review(history, DEFAULT, on(40)) is None
    assert review(history, DEFAULT, on(42)).says == "refer"
