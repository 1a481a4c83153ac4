"""Progress in plain sentences, honest about what was not logged."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from homecare.progress.queries import Course, CourseDay, Start
from homecare.progress.words import for_letter, summary

MONDAY = date(2026, 3, 2)


def a_week(days: list[dict[str, Any]], start: Start | None = None, **means: float) -> Course:
    """A course whose last days are these, all of them over unless they say otherwise."""
    told = tuple(
        CourseDay(MONDAY + timedelta(days=i), **{"closed": True, **day})
        for i, day in enumerate(days)
    )
    last = told[-1].on if told else MONDAY
    return Course(
        episode_id=UUID(int=1), intake_on=MONDAY, first=MONDAY, last=last, days=told,
        leg_means={last: means["leg"]} if "leg" in means else {},
        back_means={last: means["back"]} if "back" in means else {},
        start=start or Start(6.0, 0.0, "leg"), visits=(), changes=(), flagged=(),
    )  # fmt: skip


def test_a_full_week_in_two_sentences() -> None:
    week = [{"due": 2, "reported": 2 if i < 5 else 0, "leg": 4} for i in range(7)]
    week[6]["reported"] = 1
    assert summary(a_week(week, leg=4.2)) == [
        "You reported 11 of the 14 exercises due this week.",
        "Leg pain averaged 4.2. It was 6.0 at the start.",
    ]


def test_both_sites_are_told_when_both_hurt_the_worse_one_first() -> None:
    week = [{"leg": 2, "back": 5}] * 7
    told = summary(a_week(week, Start(4.0, 5.0, "back"), leg=2.0, back=5.0))
    assert told[1:] == [
        "Back pain averaged 5.0. It was 5.0 at the start.",
        "Leg pain averaged 2.0. It was 4.0 at the start.",
    ]


def test_it_says_on_how_many_days_an_average_rests() -> None:
    week = [{"leg": 4} if i < 3 else {} for i in range(7)]
    assert summary(a_week(week, leg=4.0))[-1] == "You rated 3 of 7 days."


@pytest.mark.parametrize(
    ("scores", "sentence"),
    [
        (0, "You gave no scores, so there is no average."),
        (2, "You rated 2 of 7 days. That is too few for an average."),
    ],
)
def test_too_few_scores_give_no_average(scores: int, sentence: str) -> None:
    week = [{"leg": 4} if i < scores else {} for i in range(7)]
    assert summary(a_week(week))[-1] == sentence


def test_a_silent_week_is_not_called_undone() -> None:
    told = " ".join(summary(a_week([{"due": 2}] * 7)))
    assert told.startswith("No exercise was logged this week. 14 were due.")
    assert not {"missed", "failed", "did", "undone"} & set(told.split())


def test_a_day_that_is_not_over_owes_only_what_was_reported() -> None:
    week = [{"due": 2, "reported": 2}, {"due": 2, "reported": 1, "closed": False}]
    assert summary(a_week(week))[0] == "You reported 3 of the 3 exercises due this week."


def test_in_part_and_not_done_are_told_apart() -> None:
    week = [{"due": 6, "reported": 3, "partly": 1, "not_done": 2}]
    assert summary(a_week(week), "last week")[:3] == [
        "You reported 3 of the 6 exercises due last week.",
        "1 of those was in part.",
        "2 were reported as not done.",
    ]


def test_more_than_was_due_is_told_as_it_is() -> None:
    told = summary(a_week([{"due": 1, "reported": 3}]))
    assert told[0] == "You reported 3 exercises this week. 1 was due."


def test_a_week_away_owes_nothing() -> None:
    told = summary(a_week([{"away": True}] * 7))
    assert told[0] == "No exercise was due this week, as you were away."


def test_flare_up_days_are_told() -> None:
    told = summary(a_week([{"flare": True}] * 3 + [{}] * 4))
    assert told[-1] == "Three days were flare-up days, with less to do."


def test_before_the_first_day_there_is_nothing_to_show() -> None:
    assert summary(a_week([])) == ["There is nothing to show yet."]


def test_a_letter_says_what_each_figure_rests_on() -> None:
    week = [{"leg": 4, "due": 2, "reported": 1} if i < 5 else {"due": 2} for i in range(7)]
    assert for_letter(a_week(week, leg=4.0)) == [
        "Leg pain: 4.0 on average (rated 5 of 7 days); 6.0 at the start.",
        "Exercise: 5 of 14 times reported in the last 7 days.",
    ]
