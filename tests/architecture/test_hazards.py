"""The hazard log says of each hazard what guards it, and the tests named for it are there."""

import ast
import re
from functools import cache

import pytest

import config

LOG = (config.ROOT / "docs" / "hazards.md").read_text()
HAZARDS = dict(re.findall(r"^### (\d+\. .+)\n((?:- .+\n?)+)", LOG, re.M))
TESTS = dict(
    re.findall(
        r"^## (\d+\. .+)\n\n((?:- .+\n?)+)",
        (config.ROOT / "docs" / "hazards-tests.md").read_text(),
        re.M,
    )
)
SAID = ("Cause", "Harm", "Guard", "Tests", "Likelihood", "Remains")
ROW = re.compile(
    r"^\| \[(\d+)\]\((#[^)]+)\) (.+?) \| .*?\*([^*;]+); ([^*]+)\.\* "
    r"\| .+? \| \[[\w ]+\]\(\.\./(.+?)\) \| .+ \|$",
    re.M,
)
ROWS = {int(number): rest for number, *rest in ROW.findall(LOG)}
GUARD = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


@cache
def functions_of(file: str) -> set[str]:
    """The test functions of a file, or none where it is not there."""
    path = config.ROOT / file
    tree = ast.parse(path.read_text() if path.exists() else "")
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_the_log_is_read_whole() -> None:
    assert len(HAZARDS) == LOG.count("\n### ") >= 20


@pytest.mark.parametrize("hazard", HAZARDS)
def test_a_hazard_says_cause_harm_guard_likelihood_and_what_remains(hazard: str) -> None:
    assert re.findall(r"^- \*\*(\w+)\*\*: \S", HAZARDS[hazard], re.M) == list(SAID)


@pytest.mark.parametrize("hazard", HAZARDS)
def test_the_table_at_its_top_says_what_stands_below(hazard: str) -> None:
    number, _, title = hazard.partition(". ")
    anchor, named, harm, likelihood, file = ROWS[int(number)]
    said = HAZARDS[hazard]
    assert (anchor, named) == ("#" + anchor_of(hazard), title)
    assert re.search(rf"^- \*\*Harm\*\*: {harm}\b", said, re.M | re.I)
    assert re.search(rf"^- \*\*Likelihood\*\*: {likelihood}\b", said, re.M)
    assert f"- `{file}`: " in TESTS[hazard]


def test_the_table_has_a_row_for_each_and_no_other() -> None:
    assert [*ROWS] == [int(hazard.partition(".")[0]) for hazard in HAZARDS]


def anchor_of(heading: str) -> str:
    """As a page of Markdown names it."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


@pytest.mark.parametrize("hazard", HAZARDS)
def test_every_test_that_is_named_is_there(hazard: str) -> None:
    assert f"(hazards-tests.md#{anchor_of(hazard)})" in HAZARDS[hazard]
    named = [
        (file, name)
        for file, names in re.findall(r"(?m)^- `(tests/[\w/]+\.py)`: (.+)$", TESTS[hazard])
        for name in re.findall(r"`(\w+)`", names)
    ]
    assert named
    assert len({file for file, _ in named}) == TESTS[hazard].count("- `"), (
        "a file stands there once"
    )
    assert [f"{file}: {name}" for file, name in named if name not in functions_of(file)] == []


def test_tests_are_named_in_the_list_alone() -> None:
    assert "::" not in LOG, "write it into docs/hazards-tests.md, below the number of the hazard"
    assert [*TESTS] == [*HAZARDS]


def test_the_readme_leads_to_the_log() -> None:
    before_use = (config.ROOT / "README.md").read_text().partition("## Before clinical use")[2]
    assert "(docs/hazards.md)" in before_use.partition("\n## ")[0]
