"""Red flags never wait, and never lead to the chiropractor."""

from dataclasses import replace
from itertools import combinations

import pytest

from homecare.rules import red_flags
from homecare.rules.assessment import review
from homecare.rules.policy import DEFAULT
from homecare.rules.reading.history import Check, Cleared
from homecare.rules.red_flags import Level, level_of, stops_exercise, worst_level
from homecare.rules.urgent_advice import (
    COULD_IT_BE,
    NATIONS,
    question_for_emergency,
    what_to_do,
)
from tests.rules.histories import flat, intake, look, on

NEW = [question.code for question in red_flags.NEW_SYMPTOMS]
COMBINATIONS = [(code,) for code in NEW] + list(combinations(NEW, 2))


def asked(codes, as_gp=False):
    given = {"gp_flags": tuple(codes)} if as_gp else {"red_flags": tuple(codes)}
    return flat(6, checks=(Check(on(30), 0, **given),))


@pytest.mark.parametrize("as_gp", [False, True])
@pytest.mark.parametrize("codes", COMBINATIONS)
def test_every_answer_alone_and_in_pairs_reaches_urgent_or_gp_on_its_day(codes, as_gp):
    history = asked(codes, as_gp)
    worst = worst_level(codes)
    for day in (30, 31, 50):
        found = look(history, day)
        assert found.state == ("gp" if worst == Level.GP else "urgent")
        assert found.proposes == ("gp" if worst == Level.GP else "emergency")
        assert review(history, DEFAULT, on(day)) is None


def test_an_answer_is_not_seen_the_day_before():
    assert look(asked(["bladder"]), 29).state == "stalled"


def test_clearing_covers_earlier_answers_and_not_later_ones():
    once = replace(asked(["fever"]), cleared=(Cleared(on(32), "fever", "spoke, a cold"),))
    assert [look(once, day).state for day in (31, 32)] == ["gp", "stalled"]
    again = replace(once, checks=(*once.checks, Check(on(33), 0, gp_flags=("fever",))))
    assert [look(again, day).state for day in (32, 33)] == ["stalled", "gp"]


def test_clearing_one_of_two_leaves_the_other():
    history = replace(asked(["fever", "bladder"]), cleared=(Cleared(on(31), "bladder", "mistake"),))
    assert look(history, 31).state == "gp"


def test_a_code_nobody_knows_is_still_a_yes():
    assert look(asked(["new_code"]), 30).state == "urgent"
    assert look(asked(["new_code"], as_gp=True), 30).state == "gp"


@pytest.mark.parametrize("code", [question.code for question in red_flags.BACKGROUND])
def test_background_stops_nobody_until_marked_gp_first(code):
    assert level_of(code) == Level.BACKGROUND
    assert not stops_exercise([code])
    for recorded, state in ((None, "early"), ("considered", "early"), ("GP first", "gp")):
        history = flat(6, intake=intake(6, 3, background=((code, recorded),)))
        assert look(history, 5).state == state


@pytest.mark.parametrize("code", red_flags.CONTRAINDICATIONS)
def test_a_contraindication_turns_the_chiropractor_into_the_gp(code):
    history = flat(6, intake=intake(6, 3, contraindications=(code,)))
    found = look(history, 28)
    assert (found.state, found.proposes) == ("stalled", "gp")
    assert review(history, DEFAULT, on(28)).proposes == "gp"


def test_the_worst_level_of_none_is_none():
    assert worst_level([]) is None
    assert worst_level(["cancer", "fever"]) == Level.GP


def test_the_reason_repeats_the_question():
    text = look(asked(["calf_swollen"]), 30).reasons[0].text
    assert "Is one of your calves swollen, hot or red?" in text
    assert "4 February 2026" in text


@pytest.mark.parametrize("nation", NATIONS)
@pytest.mark.parametrize("level", Level)
def test_advice_names_only_numbers_that_exist_there(level, nation):
    advice = what_to_do(level, nation)
    words = " ".join(advice.steps) + str(advice.numbers)
    assert "{" not in words
    assert ("111" in words) == (
        nation in ("england", "scotland", "wales") and level in (Level.SAME_DAY, Level.GP)
    )
    assert "999" not in words or nation != "other"
    if level is Level.EMERGENCY:
        assert ("999" in words) == (nation != "other")


@pytest.mark.parametrize("nation", NATIONS)
@pytest.mark.parametrize("level", [Level.EMERGENCY, Level.SAME_DAY, Level.GP])
def test_no_massage_until_a_doctor_has_looked_and_nothing_urgent_is_called_soon(level, nation):
    advice = what_to_do(level, nation)
    assert any("Do not have massage until a doctor has looked." in step for step in advice.steps)
    assert "soon" not in advice.title.lower()


def test_every_symptom_is_asked_about_once_and_no_background():
    named = [code for _, codes in COULD_IT_BE for code in codes]
    assert sorted(named) == sorted(NEW)


@pytest.mark.parametrize("code", NEW)
def test_an_emergency_department_is_asked_about_the_very_answer(code):
    [what] = [what for what, codes in COULD_IT_BE if code in codes]
    assert question_for_emergency([code]) == f"Please see them now: could this be {what}?"


@pytest.mark.parametrize("codes", list(combinations(NEW, 2)))
def test_of_two_answers_the_graver_one_is_asked_about_first(codes):
    asked_about = question_for_emergency(codes)
    places = [
        asked_about.index(what) for code in codes for what, of_one in COULD_IT_BE if code in of_one
    ]
    one, other = (level_of(code) for code in codes)
    assert one == other or (places[0] < places[1]) == (one > other) or places[0] == places[1]


@pytest.mark.parametrize(
    ("codes", "question"),
    [
        (["calf_swollen"], "a clot in the leg"),
        (["chest_pain", "aaa"],
         "a heart attack or a clot in the lung, or a burst aneurysm of the aorta"),
        (["fever", "saddle_numbness"], "cauda equina syndrome, or an infection of the spine"),
        (["calf_swollen", "unsteady", "cancer"],
         "pressure on the spinal cord, or a clot in the leg"),
        (["fever", "foot_drop", "immunosuppression"],
         "a nerve root under pressure, or an infection of the spine"),
        (["cancer"], "an emergency"),
        ([], "an emergency"),
        (["never_heard_of"], "an emergency"),
    ],
)  # fmt: skip
def test_what_an_emergency_department_is_asked(codes, question):
    assert question_for_emergency(codes) == f"Please see them now: could this be {question}?"
