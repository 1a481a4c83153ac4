"""The gate before treatment by hand, and what is said while a red-flag answer stands."""

from dataclasses import replace
from datetime import UTC, datetime
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homecare.rules import gate
from homecare.rules.assessment import assess, assess_and_review, review
from homecare.rules.policy import DEFAULT, adjusted
from homecare.rules.reading.history import Check, Cleared, History
from tests.chance import examples
from tests.rules.histories import checks, flat, intake, on, pain, steps
from tests.rules.sentences.anybody import anybody

STALLED = {
    "intake": {
        "on": "2026-01-05", "onset": "2025-12-22", "leg": 6, "back": 4, "age": 63,
        "contraindications": [],
    },
    "pain": [[f"2026-{day}", 6, 4] for day in ("01-20", "01-22", "01-25", "01-27", "01-29",
                                               "02-01")],
    "sessions": [], "visits": ["2026-01-02", "2026-01-05", "2026-01-13"], "checks": [],
    "all_better": [],
}  # fmt: skip
CLEAR = {"on": "2026-02-01", "change": 0, "red_flags": [], "gp_flags": []}
SADDLE = {"on": "2026-01-31", "change": 0, "red_flags": ["saddle_numbness"], "gp_flags": []}
ONLY_CHANGE = {"on": "2026-02-01", "change": 0}


def read(name, background=(), **changes):
    first = {**STALLED["intake"], "background": [list(line) for line in background]}
    return History.from_json({**STALLED, "id": name, "intake": first, **changes})


def judged(history, day="2026-02-02"):
    """Return the state, what is proposed, and the last reason."""
    found = assess(history, DEFAULT, datetime.fromisoformat(day).date())
    return found.state, found.proposes, found.reasons[-1].text


def test_two_days_after_an_emergency_answer_was_cleared_the_questions_come_first():
    history = read("1", checks=[SADDLE], cleared=[["2026-02-01", "saddle_numbness", "mistake"]])
    state, proposes, why = judged(history)
    assert (state, proposes) == ("stalled", "check")
    assert "No clear red-flag check since the answer of 31 January 2026 was cleared" in why


def test_background_nobody_considered_comes_before_the_chiropractor():
    state, proposes, why = judged(read("2", [("cancer", None)], checks=[CLEAR]))
    assert (state, proposes) == ("stalled", "visit")
    assert "Have you ever had cancer?" in why
    assert judged(read("2", [("cancer", "considered")], checks=[CLEAR]))[1] == "chiropractor"
    assert judged(read("2", [("cancer", "GP first")], checks=[CLEAR]))[:2] == ("gp", "gp")
    assert judged(read("2", [("cancer", "will see")], checks=[CLEAR]))[1] == "visit"


def test_background_nobody_asked_keeps_it_shut_and_a_file_counts_as_asked():
    asked = flat(6)
    never = replace(asked, intake=replace(asked.intake, background_asked=False))
    assert [reason.code for reason in gate.missing(never, DEFAULT, on(28))] == [gate.UNASKED]
    found = assess(never, DEFAULT, on(28))
    assert (found.state, found.proposes) == ("stalled", "check")
    assert "Nobody has asked about the background yet: cancer, steroids" in found.reasons[-1].text
    assert assess(asked, DEFAULT, on(28)).proposes == "chiropractor"
    assert read("2", checks=[CLEAR]).intake.background_asked


def test_a_change_answer_without_the_questions_is_no_check():
    assert judged(read("3", checks=[CLEAR]))[1] == "chiropractor"
    assert judged(read("3", checks=[ONLY_CHANGE]))[1] == "check"
    for key in ("red_flags", "gp_flags"):
        half = {**CLEAR, key: None}
        assert judged(read("3", checks=[half]))[1] == "check"


@pytest.mark.parametrize(
    ("cleared", "proposes"),
    [("2026-01-31", "chiropractor"), ("2026-02-01", "check"), ("2026-02-02", "check")],
)
def test_the_check_must_come_after_the_last_clearing(cleared, proposes):
    history = read("4", checks=[SADDLE, CLEAR], cleared=[[cleared, "saddle_numbness", "spoke"]])
    assert judged(history)[1] == proposes


def at(hour):
    return datetime(2026, 2, 2, hour, tzinfo=UTC)


@pytest.mark.parametrize(("asked", "proposes"), [(11, "chiropractor"), (9, "check")])
def test_on_the_day_of_the_clearing_the_hour_decides(asked, proposes):
    history = flat(
        6,
        checks=(Check(on(27), 0, ("fever",), at=at(1)), Check(on(28), 0, at=at(asked))),
        cleared=(Cleared(on(28), "fever", "a cold", at(10), at(1)),),
    )
    assert assess(history, DEFAULT, on(28)).proposes == proposes


def test_an_answer_given_again_on_the_day_of_a_clearing_stands():
    history = flat(
        6,
        checks=(
            Check(on(27), 0, ("bladder",), at=at(1)),
            Check(on(28), 0, ("bladder",), at=at(12)),
        ),
        cleared=(Cleared(on(28), "bladder", "mistake", at(10), at(1)),),
    )
    assert assess(history, DEFAULT, on(29)).state == "urgent"


def test_everything_that_is_missing_is_named_the_gravest_first():
    first = intake(6, 3, contraindications=("fracture",), background=(("cancer", None),))
    history = flat(6, intake=first, checks=(Check(on(27), 0, gp_flags=("fever",)),))
    found = [reason.code for reason in gate.missing(history, DEFAULT, on(28))]
    assert found == ["uncleared", "contraindication", "background", "check_old"]
    assert gate.missing(flat(6), DEFAULT, on(28)) == ()


STANDING = [
    {"checks": (Check(on(20), 0, ("both_legs",)),)},
    {"checks": (Check(on(20), 0, ("calf_swollen",)),)},
    {"checks": (Check(on(20), 0, gp_flags=("fever",)),)},
    {"intake": intake(6, 3, background=(("cancer", "gp_first"),))},
]


@pytest.mark.parametrize("standing", STANDING)
@pytest.mark.parametrize("policy", [DEFAULT, adjusted(DEFAULT, always_propose=True)])
@pytest.mark.parametrize("now", [0, 3, 6])
def test_no_sentence_invites_to_carry_on_while_an_answer_stands(standing, policy, now):
    better = flat(6, pain=pain(steps((0, 6), (9, now)), range(1, 60), now))
    history = replace(better, **standing)
    for day in range(20, 60):
        found, due = assess_and_review(history, policy, on(day))
        assert due is None
        assert found.proposes in ("emergency", "gp")
        assert not any("arry on" in reason.text for reason in found.reasons)


def test_a_review_of_somebody_for_the_gp_by_scores_does_not_invite_to_carry_on():
    scores = pain(steps((0, 10), (10, 7)), range(1, 60))
    found = review(flat(10, pain=scores, checks=checks(range(7, 60, 7))), DEFAULT, on(45))
    assert found is not None
    assert found.proposes == "gp"
    assert not any("arry on" in reason.text for reason in found.reasons)


@settings(max_examples=examples(150), deadline=None)
@given(st.integers(0, 10**6), st.integers(21, 100))
def test_whoever_is_gp_first_is_for_the_gp_at_the_gate_too(seed, day):
    history = anybody(Random(seed))
    found = assess(history, DEFAULT, on(day))
    shut = gate.missing(history, DEFAULT, on(day))
    if found.state in ("urgent", "gp") or found.cause == "was_gp":
        assert shut[0].code in gate.FOR_THE_GP
    if found.proposes == "chiropractor":
        assert not shut


def test_the_gps_answer_and_getting_better_open_the_gate():
    severe = flat(7)
    assert [reason.code for reason in gate.missing(severe, DEFAULT, on(30))] == [gate.UNANSWERED]
    assert gate.missing(replace(severe, gp_answers=(on(29),)), DEFAULT, on(30)) == ()
    better = replace(severe, pain=pain(steps((0, 7), (30, 3)), range(1, 60), 3))
    assert gate.missing(better, DEFAULT, on(41))
    assert gate.missing(better, DEFAULT, on(42)) == ()
