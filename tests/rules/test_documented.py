"""The page for clinicians says what the rule does: every threshold as it stands in the code."""

from dataclasses import Field, fields
from pathlib import Path
from typing import Any

from homecare.rules.policy import DEFAULT, Policy

PAGE = Path(__file__).parents[2] / "docs" / "rule.md"


def test_every_threshold_is_on_the_page_with_value_bounds_source_and_standing() -> None:
    lines = PAGE.read_text().splitlines()
    missing = [row for row in map(row_of, fields(Policy)) if row not in lines]
    assert missing == []


def row_of(threshold: Field[Any]) -> str:
    """The table's row of one threshold."""
    about, value = threshold.metadata, getattr(DEFAULT, threshold.name)
    bounds = f"{about['low']}–{about['high']}"
    words = (about["label"], value, bounds, about["source"], about["standing"])
    return f"| {' | '.join(map(str, words))} |"
