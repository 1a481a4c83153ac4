"""Series, adherence, schedule and the words of the arithmetic, as tables of literals."""

from dataclasses import fields
from datetime import date

import pytest

from homecare.rules.assessment import assess
from homecare.rules.course.adherence import adherence
from homecare.rules.course.series import Series
from homecare.rules.policy import DEFAULT, Policy, adjusted, problems
from homecare.rules.reading.history import History, SessionDay
from homecare.rules.schedule import next_evaluation, review_date, times_due
from tests.rules.histories import DAY_0, flat, intake, look, on, pain, steps


@pytest.mark.parametrize(
    ("scores", "day", "mean"),
    [
        ([6, None, 4, 2], 4, 4.0),
        ([6, None, 4, None], 4, None),
        ([6, 5, 4], 6, 5.0),
        ([6, 5, 4], 7, None),
        ([6, 5, 4, 9], 3, 5.0),
        ([0, 0, 0, 0, 0, 0, 0, 7, 7, 7, 7, 7, 7, 7], 14, 7.0),
        ([6, 5, 4], 0, None),
        ([6, 5, 4], -9, None),
    ],
)
def test_a_week_needs_three_rated_days_one_of_them_recent(scores, day, mean):
    assert Series(scores, DEFAULT).week(day) == mean


def test_the_last_scores_skip_unrated_days():
    assert Series([6, None, 4, None, 3], DEFAULT).last_scores(5, 2) == [3, 4]


def test_the_start_is_the_mean_of_four_days_at_most_one_above_intake():
    sore = {0: 4, 1: 7, 2: 7, 3: 6}
    history = flat(4, intake=intake(4, 1), pain=pain(lambda day: sore.get(day, 4), range(1, 30)))
    found = look(history, 21)
    assert found.figures["start"]["leg"] == 5.0
    assert "4 at intake; 6.0 over the first four days, counted as 5.0." in [
        reason.text for reason in found.reasons
    ]


@pytest.mark.parametrize(
    ("more", "said"),
    [({2: 5}, "6.0 on average with one day"), ({1: 4, 3: 4}, "5.0 on average with two days")],
)
def test_a_start_of_few_days_says_that_it_is_their_mean_and_of_how_many(more, said):
    scores = {0: 7, **more, 4: 7, 5: 7}
    rated = tuple(pain(lambda day: scores[day], sorted(scores)))
    found = look(History("h", intake(7, 1), pain=rated), 7)
    assert f"7 at intake; {said} rated after it." in [reason.text for reason in found.reasons]


def test_a_tie_at_intake_makes_the_leg_the_index_site():
    assert look(flat(6, intake=intake(6, 6)), 5).figures["index_site"] == "leg"
    assert look(flat(6, intake=intake(5, 6)), 5).figures["index_site"] == "back"


def test_the_sentence_shows_its_own_arithmetic():
    history = flat(6, pain=pain(steps((0, 6), (4, 5.4)), range(1, 60)))
    assert look(history, 28).reasons[0].text == (
        "Leg pain 6.0 at the start, 5.4 this week: 10 % better; 30 % was needed."
    )
    assert "in the week to 1 February 2026" in look(history, 30).reasons[0].text


def test_a_day_rated_twice_keeps_the_higher_score():
    twice = pain(6, range(1, 30)) + pain(2, range(1, 30))
    assert look(flat(6, pain=twice), 21).figures["mean"]["leg"] == 6.0


def test_adherence_leaves_out_days_away_and_what_was_done_beyond_what_was_due():
    given = {1: (2, 1), 2: (2, 2), 3: (0, 1), 20: (2, 2)}
    sessions = {day: SessionDay(on(day), *counts) for day, counts in given.items()}
    assert adherence(sessions, (), 14, 14)[:2] == (3, 4)
    assert adherence(sessions, {1}, 14, 14).text == "2 of 2 sessions reported over 14 days"
    assert adherence({}, (), 14, 14) is None


MON_WED_FRI = 0b0010101


@pytest.mark.parametrize(
    ("day", "due"),
    [("2026-01-04", 0), ("2026-01-05", 3), ("2026-01-06", 0), ("2026-01-07", 3),
     ("2026-01-09", 0), ("2026-01-12", 3), ("2026-01-14", 0)],
)  # fmt: skip
def test_an_exercise_is_due_on_its_days_from_its_start_to_its_end_unless_away(day, due):
    assert due == times_due(
        date.fromisoformat(day), days=MON_WED_FRI, times_a_day=3, starts=date(2026, 1, 5),
        ends=date(2026, 1, 13), away=[(date(2026, 1, 9), date(2026, 1, 10))],
    )  # fmt: skip


def test_evaluations_fall_on_the_weekday_of_the_intake():
    assert [next_evaluation(DAY_0, on(day)) for day in (-3, 0, 6, 7)] == [
        on(7), on(7), on(7), on(14),
    ]  # fmt: skip


def test_visits_before_onset_and_twice_a_day_do_not_count_for_the_review():
    visits = [on(0), on(0), on(3), on(-40)]
    assert review_date(visits, on(-10), DEFAULT) is None
    assert review_date([*visits, on(9)], on(-10), DEFAULT) == on(14)


def test_every_threshold_says_where_it_comes_from_and_starts_inside_its_bounds():
    assert problems(DEFAULT) == ()
    for item in fields(Policy):
        assert item.metadata["label"]
        assert item.metadata["source"]
        assert item.metadata["standing"] in ("found", "memory", "ours")


def test_what_stands_beside_a_sentence_about_the_back_is_of_the_back():
    """The leg goes, the back rises: start and rated days are those of the back."""
    rises = pain(steps((0, 6), (10, 0)), range(1, 20), steps((0, 4), (8, 8)))
    rises = tuple(day._replace(leg=None) if day.on >= on(11) else day for day in rises)
    found = [reason.text for reason in look(History("h", intake(6, 5), pain=rises), 20).reasons]
    assert found[0].startswith("Back pain 4.2 at the start, 8.0 this week")
    assert "5 at intake; 4.2 over the first four days." in found
    assert not [text for text in found if text.startswith("Rated")]


@pytest.mark.parametrize(
    ("start", "now", "needed"),
    [
        (6, 5, "17 % better; 30 % was needed."),
        (3, 2.5, "17 % better; at least one point (33 %) was needed."),
        (3, 1.5, "50 % better; at least one point (33 %) is needed."),
        (3, 3.6, "20 % worse; at least one point better (33 %) was needed."),
    ],
)
def test_where_points_decide_and_not_the_share_the_sentence_says_so(start, now, needed):
    found = look(flat(start, pain=pain(steps((0, start), (4, now)), range(1, 60))), 14)
    texts = [reason.text for reason in found.reasons]
    assert any(text.endswith(needed) for text in texts), texts


def test_points_that_a_practice_has_set_are_named():
    policy = adjusted(DEFAULT, improved_least=1.5)
    history = flat(3, pain=pain(steps((0, 3), (4, 2.5)), range(1, 60)))
    texts = [reason.text for reason in assess(history, policy, on(14)).reasons]
    assert any(text.endswith("; at least 1.5 points (50 %) was needed.") for text in texts), texts
