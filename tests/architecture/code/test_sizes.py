"""How big a thing may get before it is two things."""

import re
import statistics
import tomllib
from collections import Counter
from itertools import chain

import pytest

import config
from tests.architecture.code import reading

HAND_WRITTEN = [
    file
    for folder in ("homecare", "tests", "benchmarks", "migrations/versions")
    for file in (config.ROOT / folder).rglob("*")
    if file.suffix in {".py", ".html", ".mjml", ".css", ".js", ".typ", ".txt"}
]
LONGEST_FILE = 300
# Signatures of six or more that still stand: this number only falls.
LONG_SIGNATURES = 15
LONGEST_FUNCTION = 40
FULLEST_FOLDER = 12
LONGEST_RELEASE = 25_000
"""Characters of one release in the changelog, which somebody reads before they update."""


def lines(function: reading.Function) -> int:
    """How many lines a function has, from its `def` to its end."""
    return (function.end_lineno or 0) - function.lineno + 1


def parameters(function: reading.Function) -> int:
    """How many a caller may give; `self` and `cls` not counted."""
    args = function.args
    several = chain(args.posonlyargs, args.args, args.kwonlyargs, (args.vararg, args.kwarg))
    return len([one for one in several if one and one.arg not in ("self", "cls")])


def test_no_file_is_too_long() -> None:
    long = {
        str(file.relative_to(config.ROOT)): found
        for file in HAND_WRITTEN
        if (found := len(file.read_text().splitlines())) > LONGEST_FILE
    }
    assert long == {}


@pytest.mark.parametrize("package", ["homecare", "tests"])
def test_no_folder_holds_more_than_twelve_modules(package: str) -> None:
    files = [f for f in reading.modules(package).values() if f.stem != "__init__"]
    held = Counter(str(file.parent.relative_to(config.ROOT)) for file in files)
    assert {name: n for name, n in held.items() if n > FULLEST_FOLDER} == {}


def test_functions_stay_short() -> None:
    found = {f"{module}.{f.name}": lines(f) for module, f in reading.functions()}
    assert {name: n for name, n in found.items() if n > LONGEST_FUNCTION} == {}
    assert statistics.median(lines(f) for _, f in reading.functions()) <= 6


def test_few_signatures_are_long() -> None:
    long = [f"{module}.{f.name}" for module, f in reading.functions() if parameters(f) >= 6]
    assert len(long) <= LONG_SIGNATURES, long


def test_the_gate_measures_complexity() -> None:
    """Ruff's C901 counts it, in every file of ours and with nobody left out."""
    ruff = tomllib.loads((config.ROOT / "pyproject.toml").read_text())["tool"]["ruff"]
    assert ruff["lint"]["mccabe"]["max-complexity"] <= 10
    assert "C90" in ruff["lint"]["select"]
    silenced = [
        name for name, file in reading.modules().items() if "noqa: C901" in file.read_text()
    ]
    assert silenced == []


def test_each_release_in_the_changelog_can_be_read_before_an_update() -> None:
    said = (config.ROOT / "CHANGELOG.md").read_text()
    [_, *parts] = re.split(r"(?m)^## ", said)
    releases = {part.splitlines()[0]: part for part in parts}
    again = (
        "A merge may have brought back what a release had put into fewer words: take the file as "
        "it stands on main, and write your own lines under Unreleased anew"
    )
    assert len(releases) == len(parts), again
    for name, part in releases.items():
        told, _, _ = part.partition("\n### ")
        assert name.startswith("0.1.0") or "\n- " not in told, f"{name}: an entry astray. {again}"
        heads = re.findall(r"(?m)^### (.+)$", part)
        assert sorted(set(heads)) == sorted(heads), f"{name}: a heading twice. {again}"
        entries = re.findall(r"(?m)^- .+$", part)
        assert len(set(entries)) == len(entries), f"{name}: an entry twice. {again}"
        assert len(part) <= LONGEST_RELEASE, f"{name}: join, shorten, drop. {again}"
