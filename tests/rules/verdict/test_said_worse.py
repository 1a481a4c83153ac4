"""The weekly check: one "very much worse", or "much worse" twice running, is told whatever else."""

from dataclasses import replace

import pytest

from homecare.rules.assessment import assess_and_review
from homecare.rules.policy import DEFAULT
from homecare.rules.reading.history import Check, Cleared
from homecare.rules.verdict.flags_asked import flags
from tests.rules.histories import flat, intake, look, on, pain, states, steps


def said(*checks, **more):
    """Return somebody at a flat 5 who answered the weekly check, as (day, change)."""
    given = tuple(Check(on(day), change) for day, change in checks)
    return flat(5, **{"checks": given, "visits": (), **more})


@pytest.mark.parametrize(
    ("checks", "day", "worse"),
    [
        (((21, -3),), 20, False), (((21, -3),), 21, True), (((21, -3),), 22, True),
        (((21, -3),), 31, True), (((21, -3),), 32, False), (((7, -3),), 7, True),
        (((0, -3),), 1, True), (((21, -2),), 22, False), (((21, -1),), 22, False),
        # What is answered after it takes nothing back for a week; the next weekly check does.
        (((21, -3), (22, 1)), 23, True), (((21, -3), (24, -1)), 28, True),
        (((21, -3), (28, 1)), 28, True), (((21, -3), (28, 1)), 29, False),
        (((21, -3), (28, -2)), 36, True), (((21, -3), (21, 3)), 22, True),
        (((14, 1), (21, -3)), 22, True), (((14, None), (21, -3)), 22, True),
        (((14, -3), (21, -3)), 31, True),
    ],
)  # fmt: skip
def test_very_much_worse_once_is_worsening_for_ten_days(checks, day, worse):
    found = look(said(*checks), day)
    assert (found.state == "worsening") is worse
    if worse:
        assert found.proposes == "contact"


@pytest.mark.parametrize(
    "history",
    [
        said((21, -3)),
        said((21, -3), pain=()),
        said((21, -3), pain=pain(5, range(1, 10))),
        said((21, -3), pain=pain(5, range(1, 60, 5))),
        said((21, -3), pain=pain(steps((0, 5), (10, 2)), range(1, 60))),
        said((21, -3), sessions=()),
        said((21, -3), pain=pain(0, range(1, 22), 0)),
        said((21, -3), pain=pain(0, range(1, 15), 0), sessions=()),
        said((21, -3), pain=pain(steps((0, 0), (19, 5)), range(1, 60), 0)),
        said((21, -3), all_better=(on(20),), pain=pain(2, range(1, 22), 2)),
        said((21, -3), away=((on(15), on(40)),)),
        said((21, -3), intake=intake(0, 0)),
    ],
    ids=[
        "flat", "never rated", "not rated lately", "rated seldom", "improving", "silent",
        "gone by the scores", "gone, and silent", "back again", "gone by a tap", "away", "no pain",
    ],
)  # fmt: skip
def test_very_much_worse_is_heard_whatever_the_scores_say(history):
    assert states(history, 21, 22) == ["worsening"] * 2
    assert "The weekly check of 26 January 2026 said “very much worse”." in [
        reason.text for reason in look(history, 22).reasons
    ]


def test_much_worse_twice_is_heard_though_the_scores_say_gone():
    gone = said((14, -2), (21, -2), pain=pain(0, range(1, 22), 0))
    assert states(gone, 20, 21) == ["resolved", "worsening"]


def test_an_answer_that_stands_is_still_graver():
    check = Check(on(21), -3, ("bladder",))
    history = said(checks=(check,))
    assert look(history, 21).state == "urgent"
    cleared = replace(history, cleared=(Cleared(on(22), "bladder", "a mistake"),))
    assert look(cleared, 22).state == "worsening"


def test_from_week_six_it_goes_to_the_gp_where_nothing_has_improved():
    assert states(said((42, -3)), 41, 42) == ["stalled", "gp"]
    assert [reason.text for reason in look(said((42, -3)), 42).reasons[:2]] == [
        "The client’s own word is that it is getting worse, 6 weeks after intake.",
        "The weekly check of 16 February 2026 said “very much worse”.",
    ]
    assert look(said((42, -3)), 42).reasons[1].code == "very_much_worse"  # flags are told by it
    better = said((42, -3), pain=pain(steps((0, 5), (10, 2)), range(1, 60)))
    assert look(better, 42).state == "worsening"


@pytest.mark.parametrize("checks", [((42, -3),), ((35, -2), (42, -2)), ((35, -3), (42, -2))])
def test_late_worsening_by_the_word_says_the_word_once(checks):
    texts = [reason.text for reason in look(said(*checks), 42).reasons]
    assert sum("weekly check" in text for text in texts) == 1


def test_late_worsening_by_scores_says_the_word_beside_them():
    sore = pain(steps((0, 4), (30, 7)), range(1, 60))
    texts = [reason.text for reason in look(said((42, -3), pain=sore), 42).reasons]
    assert [text for text in texts if "weekly check" in text] == [
        "The weekly check of 16 February 2026 said “very much worse”."
    ]


def test_it_is_an_occasion_of_its_own_beside_what_was_decided_already():
    """Worse by scores since day 14 and decided on: the client's word on day 20 is new."""
    sore = pain(steps((0, 4), (7, 6.5)), range(1, 40))
    history = said((20, -3), pain=sore, intake=intake(4, 1))
    keys = {day: keys_on(history, day) for day in (14, 19, 20, 21, 30, 31)}
    since = keys[14][0]
    assert keys[19] == (since,)
    assert keys[20] == keys[21] == keys[30] == (f"worsening:{on(20)}", since)
    assert keys[31] == (since,)
    assert [reason.code for reason in look(history, 20).reasons][:2] == [
        "above_start", "very_much_worse",
    ]  # fmt: skip


def keys_on(history, day):
    (flag,) = flags(*assess_and_review(history, DEFAULT, on(day)))
    return (flag.key, *flag.also)
