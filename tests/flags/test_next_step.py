"""What becomes of a flag when the rule has looked again: a table of literals, no database."""

from datetime import date

import pytest

from homecare.flags.findings import Finding
from homecare.flags.models import Flag
from homecare.flags.next_step import GONE, LESS_GRAVE, Newest, is_worth_noting, next_step, note_of
from homecare.rules.assessment import Assessment
from homecare.rules.verdict.flags_asked import GRAVITY
from tests.make.flags import finding

ON = date(2026, 3, 30)


def standing(kind: str, **changes: object) -> Flag:
    found = finding(kind)
    usual = {
        "kind": kind, "proposes": found.proposes, "snoozed_until": None,
        "reasons": found.reasons, "figures": found.figures,
    }  # fmt: skip
    return Flag(**{**usual, **changes})


def test_without_a_flag_a_finding_raises_one_and_silence_raises_none() -> None:
    assert [next_step(None, finding(kind), ON) for kind in GRAVITY] == ["raise"] * len(GRAVITY)
    assert next_step(None, None, ON) == "none"


# Rows: what is live. Columns: what the rule finds, the gravest first, then nothing at all.
# R replaces it, n is noted beside it, a dot changes nothing (the same kind, the same figures).
TABLE = {
    "urgent":        ". n n n n n n n",
    "gp":            "R . n n n n n n",
    "worsening":     "R R . n n n n n",
    "stalled":       "R R R . n n n n",
    "review":        "R R R R . n n n",
    "quiet":         "R R R R R . n n",
    "not_following": "R R R R R R . n",
}  # fmt: skip
SAID = {"R": "replace", "n": "note", ".": "none"}


@pytest.mark.parametrize("live", TABLE)
def test_an_open_flag_yields_only_to_a_graver_one(live: str) -> None:
    found: list[Finding | None] = [*(finding(kind) for kind in TABLE), None]
    steps = [next_step(standing(live), each, ON) for each in found]
    assert steps == [SAID[letter] for letter in TABLE[live].split()]


@pytest.mark.parametrize("live", TABLE)
def test_a_snooze_ends_for_a_graver_finding_and_for_no_other_before_its_day(live: str) -> None:
    snoozed = standing(live, snoozed_until=date(2026, 3, 31))
    for place, kind in enumerate(TABLE):
        letter = TABLE[live].split()[place]
        expected = "replace" if letter == "R" else "none"
        assert next_step(snoozed, finding(kind), ON) == expected, kind


def test_on_its_day_a_snoozed_flag_reopens_whatever_is_found() -> None:
    due = standing("stalled", snoozed_until=ON)
    assert next_step(due, finding("stalled"), ON) == "reopen"
    assert next_step(due, finding("quiet"), ON) == "reopen"
    assert next_step(due, None, ON) == "reopen"


@pytest.mark.parametrize(
    ("change", "step"),
    [
        ({"figures": {"index_site": "leg", "mean": {"leg": 4.1, "back": 3.0}}}, "none"),
        ({"figures": {"index_site": "leg", "mean": {"leg": 4.0, "back": 3.0}}}, "update"),
        ({"figures": {"index_site": "leg", "mean": {"leg": None, "back": 3.0}}}, "none"),
        ({"proposes": "gp"}, "update"),
        ({"reasons": [{"code": "above_best", "text": "Another reason."}]}, "update"),
    ],
)
def test_the_same_finding_is_annotated_only_when_it_says_something_new(
    change: dict[str, object], step: str
) -> None:
    assert next_step(standing("worsening"), finding("worsening", **change), ON) == step


def test_what_was_noted_as_gone_is_taken_back_when_it_holds_again() -> None:
    noted = Newest("The figures have since improved.")
    assert next_step(standing("stalled"), finding("stalled"), ON, noted) == "update"


@pytest.mark.parametrize(
    ("live", "state", "found", "said"),
    [
        ("stalled", "level", None, GONE),
        ("gp", "stalled", "stalled", LESS_GRAVE),
        ("gp", "gp", None, ""),  # only an earlier decision keeps it from being asked anew
        ("stalled", "stalled", "review", ""),
    ],
)
def test_what_the_rule_finds_still_is_never_called_gone(
    live: str, state: str, found: str | None, said: str
) -> None:
    judged = Assessment("", ON, state, "none", (), {}, "3", "", ON, ON, None)
    note = note_of(standing(live), judged, finding(found) if found else None)
    assert note == said
    assert is_worth_noting(note, Newest()) is bool(said)
