"""The red-flag list: how grave each line is, beside what lies in the past, and how it is asked."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from homecare.rules.reading.history import Check
from homecare.rules.red_flags import (
    AGAIN,
    ANYONE,
    BEFORE,
    FIRST,
    QUESTIONS,
    RAISED,
    Level,
    level_of,
    lines_for_anyone,
    why_raised,
    words_of,
    worst_level,
)
from homecare.rules.urgent_advice import what_to_do
from tests.rules.histories import flat, intake, look, on

LIST = {
    Level.EMERGENCY: {
        "both_legs", "saddle_numbness", "bladder", "bowel", "sexual_function", "accident",
        "chest_pain", "aaa",
    },
    Level.SAME_DAY: {"foot_drop", "leg_weaker", "calf_swollen", "unsteady"},
    Level.GP: {
        "fever", "night_sweats", "weight_loss", "lump_or_shape", "night_pain", "new_numbness",
        "small_fall",
    },
    Level.BACKGROUND: {
        "first_over_50", "cancer", "steroids", "osteoporosis", "immunosuppression", "iv_drugs",
        "pregnancy",
    },
}  # fmt: skip
RISEN = [
    ("fever", "immunosuppression", Level.SAME_DAY, "urgent"),
    ("fever", "iv_drugs", Level.SAME_DAY, "urgent"),
    ("fever", "cancer", Level.GP, "gp"),
    ("unsteady", "cancer", Level.EMERGENCY, "urgent"),
    ("unsteady", "pregnancy", Level.SAME_DAY, "urgent"),
    ("night_sweats", "iv_drugs", Level.GP, "gp"),
]


def with_background(code, past, as_gp=True, decided="considered"):
    given = {"gp_flags": (code,)} if as_gp else {"red_flags": (code,)}
    return flat(
        6,
        intake=intake(6, 3, background=((past, decided),)),
        checks=(Check(on(30), 0, **given),),
    )


def test_the_list_is_the_one_that_the_sources_name():
    listed = {level: {q.code for q in QUESTIONS.values() if q.level == level} for level in Level}
    assert listed == LIST


@pytest.mark.parametrize(("code", "past", "level", "state"), RISEN)
@pytest.mark.parametrize("as_gp", [False, True])
@pytest.mark.parametrize("decided", [None, "considered"])
def test_an_answer_is_as_grave_as_the_background_makes_it(code, past, level, state, as_gp, decided):
    assert worst_level([code, past]) == level_of(code, background=[past]) == level
    assert look(with_background(code, past, as_gp, decided), 30).state == state


def test_no_background_makes_any_answer_less_grave():
    past = LIST[Level.BACKGROUND]
    for code, question in QUESTIONS.items():
        assert level_of(code, background=past) >= question.level


def test_the_reason_says_that_it_is_graver_beside_the_background():
    risen = look(with_background("fever", "iv_drugs"), 30).reasons[0].text
    assert risen.endswith("Not cleared. Beside what is in the background, this is for today.")
    assert "Beside" not in look(with_background("fever", "cancer"), 30).reasons[0].text
    assert why_raised("unsteady", Level.EMERGENCY).endswith("this needs emergency help now.")


def test_a_calf_with_chest_pain_or_short_of_breath_is_for_999():
    assert worst_level(["calf_swollen", "chest_pain"]) == Level.EMERGENCY
    assert "short of breath" in QUESTIONS["chest_pain"].text
    steps = what_to_do(Level.SAME_DAY, "england").steps
    assert any("short of breath, call 999" in step for step in steps)


def test_whoever_was_asked_before_is_asked_what_happened_since():
    for code in ("accident", "small_fall"):
        assert words_of(code, AGAIN).startswith("Since you last answered these questions")
        assert words_of(code, FIRST).startswith("Did this start after")
        assert "last answered" not in words_of(code, ANYONE)
    for code in QUESTIONS.keys() - {"accident", "small_fall"}:
        assert words_of(code, AGAIN) == words_of(code, FIRST) == words_of(code, ANYONE)


def test_an_old_answer_reads_as_it_was_asked():
    assert words_of("chest_pain", BEFORE) == "Do you have pain in your chest?"
    assert words_of("fever", BEFORE) == QUESTIONS["fever"].text
    assert words_of("gone_since", BEFORE) == "gone_since"
    asked = Check(on(30), 0, red_flags=("chest_pain",), wording=BEFORE)
    old = replace(with_background("fever", "cancer"), checks=(asked,))
    assert "“Do you have pain in your chest?”" in look(old, 30).reasons[0].text


def test_a_page_that_knows_nobody_names_what_the_background_makes_graver():
    for level in (Level.EMERGENCY, Level.SAME_DAY, Level.GP):
        assert len(lines_for_anyone(level)) == len(LIST[level]) + sum(
            rise.level == level for rise in RAISED
        )
    assert any(
        "cancer" in line and "unsteady" in line for line in lines_for_anyone(Level.EMERGENCY)
    )
    assert any("injected" in line and "fever" in line for line in lines_for_anyone(Level.SAME_DAY))


def grade(text):
    """Return the Flesch-Kincaid grade: the school year, so that 6 is eleven years of age."""
    sentences = [part for part in re.split(r"[.?!:]", text) if part.strip()]
    words = re.findall(r"[A-Za-z’]+", text)
    return (
        0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
    )


def syllables(word):
    found = len(re.findall(r"[aeiouy]+", word.lower()))
    silent = word.lower().endswith("e") and not word.lower().endswith("le") and found > 1
    return max(found - silent, 1)


@pytest.mark.parametrize("wording", [FIRST, AGAIN, ANYONE])
@pytest.mark.parametrize("code", QUESTIONS)
def test_a_child_of_eleven_can_read_each_question(code, wording):
    assert grade(words_of(code, wording)) <= 6.5


def test_the_page_for_clinicians_quotes_every_question():
    page = (Path(__file__).parents[2] / "docs" / "red-flags.md").read_text()
    for code, question in QUESTIONS.items():
        assert f"`{code}`" in page
        assert question.text in page
        assert question.first in page
    assert all(rise.text in page for rise in RAISED)
