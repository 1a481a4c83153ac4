"""What a review of visits says of who wrote little, or of one site alone, or that all is well."""

import json

import pytest

from homecare.rules.assessment import review
from homecare.rules.policy import DEFAULT
from homecare.rules.reading.history import Check, History
from tests.rules.histories import intake, look, on, pain
from tests.rules.odd.cases import CASES

VISITS = (on(-3), on(0), on(8))
SORE = pain(6, range(1, 21), back=4)


def told(*scores, back=4, **more):
    """Return somebody who came three times."""
    return History("odd", intake(6, back), pain=tuple(scores), visits=VISITS, **more)


def said(history: History, day: int) -> str:
    """Return what the review says on a day, or nothing where there is none."""
    found = review(history, DEFAULT, on(day))
    return " ".join(reason.text for reason in found.reasons) if found else ""


def test_nobody_who_has_not_written_is_said_to_be_in_pain():
    text = said(told(*pain(6, range(1, 5), back=4)), 24)
    assert text.startswith("3 visits, and whether pain is gone is not known. Not enough leg scores")


def test_of_whom_this_week_says_so_pain_is_not_gone():
    text = said(told(*SORE, *pain(5, (26, 27), back=1)), 28)
    assert text.startswith("3 visits, and pain is not gone.")


@pytest.mark.parametrize("day", [28, 40, 56])
def test_a_site_that_nobody_rates_is_named_and_not_called_sore(day):
    one = told(*pain(lambda day: 6 if day < 10 else 0, range(1, 60), back=lambda _: None))
    assert said(one, day).startswith("3 visits, and whether back pain is gone is not known.")


@pytest.mark.parametrize("day", [28, 30, 33])
def test_where_leg_and_back_are_at_nothing_nothing_is_left_to_review(day):
    assert said(told(*SORE, *pain(0, (24, 26, 27), back=0)), day) == ""


def test_a_sore_day_since_brings_the_review_back():
    again = told(*SORE, *pain(0, (24, 26, 27), back=0), *pain(4, (31,), back=0))
    assert said(again, 33).startswith("3 visits, and pain is not gone.")


def test_a_look_that_had_too_few_new_scores_is_named_beside_a_mean_that_is_known():
    seldom = told(*SORE, *pain(0, (27,), back=0))
    assert look(seldom, 28).figures["mean"]["leg"] is not None
    assert "Too few leg scores were new at the weekly look of 2 February 2026" in said(seldom, 28)


def test_beside_a_start_counted_anew_the_review_says_so_itself():
    anew = told(*pain(6, range(1, 60), back=4), gp_answers=(on(20),), new_starts=(on(20),))
    assert "The start is counted anew from 25 January 2026" in said(anew, 35)


def test_a_check_without_an_answer_says_nothing():
    line = {
        "id": "odd",
        "intake": {"on": "2026-01-05", "onset": "2025-12-22", "leg": 6, "back": 4, "age": 44,
                   "contraindications": []},
        "pain": [[on(day).isoformat(), 6, 4] for day in range(1, 19)],
        "sessions": [], "visits": [], "all_better": [],
        "checks": [{"on": on(27).isoformat(), "change": None}],
    }  # fmt: skip
    text = look(History.from_json(json.loads(json.dumps(line))), 28).reasons[0].text
    assert text.startswith("Nothing logged since 23 January 2026;")


def test_a_silence_names_the_day_of_the_answer_in_it():
    silent = History("odd", intake(6, 4), pain=SORE, check_ins=((on(24), "same"),))
    texts = [reason.text for reason in look(silent, 28).reasons]
    assert texts[1] == "The check-in of 29 January 2026 was answered “same”."


def test_nobody_is_sent_to_a_chiropractor_for_a_pain_that_nobody_knows_of():
    odd = CASES["a leg that never hurt again, and a back nobody rates"]
    found = review(odd.history, DEFAULT, on(odd.day))
    assert found is not None
    assert found.proposes == "check_in"
    assert "Not enough back scores to propose more; ask how it is." in said(odd.history, odd.day)


def test_a_review_names_the_other_site_where_that_is_no_better():
    clear = (Check(on(26), 0),)
    leg = told(*pain(lambda day: 6 if day < 9 else 2, range(1, 28), back=8), back=6, checks=clear)
    assert said(leg, 28).endswith("Leg 2.0, back 8.0 this week.")
