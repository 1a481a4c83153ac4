"""The figures of a verdict in one short line, from whatever a verdict has kept."""

from datetime import date
from typing import Any

import pytest

from homecare.assessment.words import in_short

FIGURES: dict[str, Any] = {
    "index_site": "leg",
    "start": {"leg": 6.0, "back": 3.0},
    "mean": {"leg": 4.8, "back": 2.0},
    "mean_days": {"leg": 7, "back": 7},
    "rated_days": {"leg": 5, "back": 5},
    "last_rated": "2026-03-01",
    "reported": 4,
    "due": 28,
    "visits": 3,
}
NO_MEAN = {"mean": {"leg": None, "back": None}, "mean_days": {"leg": None, "back": None}}


@pytest.mark.parametrize(
    ("changes", "kind", "said"),
    [
        ({}, "review", "leg 6.0 → 4.8; three visits"),
        ({"visits": 1}, "stalled", "leg 6.0 → 4.8; one visit"),
        ({"visits": 0}, "stalled", "leg 6.0 → 4.8"),
        ({"visits": 12}, "gp", "leg 6.0 → 4.8; 12 visits"),
        ({"index_site": "back"}, "gp", "back 3.0 → 2.0, leg 6.0 → 4.8; three visits"),
        ({"mean_days": {"leg": 14, "back": None}}, "", "leg 6.0 → 4.8 over 14 days; three visits"),
        ({}, "not_following", "leg 6.0 → 4.8; 4 of 28 exercise times reported; three visits"),
        ({**NO_MEAN, "rated_days": {"leg": 2, "back": 2}, "visits": 0}, "review",
         "leg 6.0 at the start; rated on 2 of 7 days"),
        ({**NO_MEAN, "rated_days": {"leg": 0, "back": 0}, "visits": 0}, "quiet",
         "leg 6.0 at the start; no scores since 1 Mar"),
        ({**NO_MEAN, "rated_days": {"leg": 0, "back": 7}, "visits": 0}, "",
         "leg 6.0 at the start; no leg scores for a week"),
    ],
)  # fmt: skip
def test_it_says_what_the_kind_of_flag_turns_on(
    changes: dict[str, Any], kind: str, said: str
) -> None:
    assert in_short({**FIGURES, **changes}, kind) == said


def test_read_later_the_week_is_named() -> None:
    on = date(2026, 3, 2)
    assert in_short(FIGURES, "", on) == "leg 6.0 → 4.8 (week to 1 Mar); three visits"
    longer = {**FIGURES, "mean_days": {"leg": 14, "back": 14}}
    assert in_short(longer, "", on) == "leg 6.0 → 4.8 (14 days to 1 Mar); three visits"


def test_of_red_flag_answers_and_of_older_verdicts_it_says_what_there_is() -> None:
    assert in_short({}) == ""
    assert in_short({"occasions": ["answers:1"]}) == ""
    assert in_short({"index_site": "leg", "mean": {"leg": 5.0, "back": None}}) == "leg 5.0"
