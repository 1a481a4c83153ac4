"""The list of what guards a practice names every chapter, and tests that are there."""

import re

import pytest

import config
from tests.architecture.test_hazards import GUARD, functions_of

LIST = (config.ROOT / "docs" / "security.md").read_text()
ROWS = dict(re.findall(r"^\| V(\d+) [^|]+\| ([^|]+) \| .+\|$", LIST, re.M))
MOST_OPEN = 3


def test_every_chapter_has_a_state() -> None:
    assert list(map(int, ROWS)) == list(range(1, 18))
    assert set(ROWS.values()) <= {"met", "open", "not applicable"}
    assert list(ROWS.values()).count("open") <= MOST_OPEN


def test_what_is_open_has_its_reason() -> None:
    reasons = LIST.partition("\n## What is open")[2]
    for chapter, state in ROWS.items():
        assert (f"**V{chapter}," in reasons) is (state == "open")


@pytest.mark.parametrize("chapter", [one for one, state in ROWS.items() if state == "met"])
def test_every_test_that_is_named_is_there(chapter: str) -> None:
    [row] = re.findall(rf"^\| V{chapter} .+$", LIST, re.M)
    named = GUARD.findall(row)
    assert named
    assert len(named) == row.count("::")
    assert [f"{file}::{name}" for file, name in named if name not in functions_of(file)] == []
