"""The start counted anew, where a therapist says so after an answer to a letter."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homecare.rules.assessment import assess
from homecare.rules.policy import DEFAULT
from homecare.rules.reading.history import Check, History
from homecare.rules.replay import replay
from tests.chance import examples
from tests.rules.histories import checks, flat, intake, look, on, pain, sessions, states, steps
from tests.rules.test_laws import DAYS, histories


def anew(history: History, *days: int) -> History:
    return replace(history, new_starts=tuple(map(on, days)))


def codes(history: History, day: int) -> dict[str, str]:
    return {reason.code: reason.text for reason in look(history, day).reasons}


def course(leg, days: int = 80, **more) -> History:
    parts = {"pain": pain(leg, range(1, days)), "sessions": sessions(range(1, days))}
    return History(
        "one", **{"intake": intake(6, 1), "checks": checks(range(7, days, 7)), **parts, **more}
    )


def test_the_rule_judges_anew_once_the_week_is_over() -> None:
    stalled = anew(flat(6), 36)
    assert states(stalled, 42, 43) == ["stalled", "early"]
    found = look(stalled, 43)
    assert found.figures["start_from"] == on(36).isoformat()
    assert codes(stalled, 43)["new_start"] == (
        "The start is counted anew from 10 February 2026, as chosen after a letter was answered."
    )


def test_a_stall_is_told_again_when_the_new_start_has_passed_without_change() -> None:
    assert states(anew(flat(6, 90), 36), 56, 63, 70) == ["early", "level", "stalled"]


def test_what_fell_is_measured_against_the_new_start() -> None:
    fell = course(steps((0, 6), (36, 5), (48, 4)))
    assert look(fell, 60).figures["start"]["leg"] == 6
    assert look(anew(fell, 36), 60).figures["start"]["leg"] == 5
    assert "20 % better" in codes(anew(fell, 36), 60)["change"]


def test_pain_that_rises_above_the_new_start_is_worse() -> None:
    risen = course(steps((0, 6), (8, 3), (30, 5.5)))
    assert look(risen, 39).state == "level"
    assert look(anew(risen, 12), 39).state == "worsening"


def test_severe_pain_stays_with_the_gp_from_the_sixth_week_on() -> None:
    severe = course(7.5, intake=intake(7.5, 1))
    assert states(severe, 28, 40, 49) == ["gp", "gp", "gp"]
    assert states(anew(severe, 29), 36, 41, 42, 49) == ["early", "early", "gp", "gp"]


def test_an_answer_to_the_questions_stands_whatever_the_start() -> None:
    asked = (Check(on(30), 0, ("bladder",)),)
    assert look(anew(course(4, checks=asked), 29), 45).state == "urgent"


@pytest.mark.parametrize("rated", [0, 2])
def test_a_week_of_too_few_scores_makes_no_start(rated: int) -> None:
    days = [*range(1, 36), *range(36, 36 + rated), *range(43, 70)]
    seldom = course(5, pain=pain(5, days))
    assert look(anew(seldom, 36), 60).figures == look(seldom, 60).figures


def test_pain_that_is_gone_meanwhile_keeps_its_start() -> None:
    gone = course(steps((0, 6), (30, 0)))
    assert look(anew(gone, 33), 50) == look(gone, 50)


def test_a_recurrence_that_began_later_has_its_own_start() -> None:
    back = course(steps((0, 6), (20, 0), (60, 5)), 100)
    assert look(anew(back, 59), 90) == look(back, 90)


def test_the_start_of_a_site_that_nobody_rated_stays() -> None:
    days = range(1, 80)
    legless = pain(lambda day: None if 34 <= day < 44 else 6, days, back=4)
    starts = look(anew(course(5, pain=legless), 36), 60).figures["start"]
    assert starts == {"leg": 6, "back": 4}


def test_the_later_of_two_holds() -> None:
    fell = course(steps((0, 6), (20, 5), (40, 4)))
    assert look(anew(fell, 42, 22), 35).figures["start"]["leg"] == 5
    assert look(anew(fell, 42, 22), 60).figures["start"]["leg"] == 4


def test_a_day_before_the_intake_or_to_come_changes_nothing_yet() -> None:
    as_it_was = flat(6)
    assert look(anew(as_it_was, -20, 0, 58), 60) == look(as_it_was, 60)


@settings(max_examples=examples(150))
@given(histories(), st.integers(1, DAYS))
def test_nothing_changes_before_the_week_of_the_new_start_is_over(history, mark) -> None:
    begun = anew(history, mark)
    for day in range(mark, mark + 7):
        assert assess(begun, DEFAULT, on(day)) == assess(history, DEFAULT, on(day))


@settings(max_examples=examples(100))
@given(histories(), st.integers(1, DAYS))
def test_a_replay_says_what_each_day_said(history, mark) -> None:
    begun = anew(history, mark)
    walked = replay(begun, DEFAULT)
    for first, state in walked.states:
        assert assess(begun, DEFAULT, first).state == state


@settings(max_examples=examples(100))
@given(histories(), st.integers(1, DAYS), st.integers(1, DAYS + 20))
def test_no_new_start_hides_what_is_urgent_or_asked_of_the_gp(history, mark, day) -> None:
    without, begun = (assess(one, DEFAULT, on(day)) for one in (history, anew(history, mark)))
    if without.state == "urgent" or (without.state == "gp" and without.reasons[0].code == "answer"):
        assert begun.state == without.state
