"""Rules of the house that are about the code itself."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import config

SOURCE = config.ROOT / "homecare"
FILES = sorted(SOURCE.rglob("*.py"))
HAND_WRITTEN = [
    file
    for folder in ("homecare", "tests", "benchmarks")
    for file in (config.ROOT / folder).rglob("*")
    if file.suffix in {".py", ".html", ".mjml", ".css", ".js", ".typ"}
]
OF_A_REQUEST = {"request", "current_user", "session", "g", "current_app"}
WITHOUT_REQUEST = {"models", "queries", "operations", "jobs", "projection", "schemas"}
NO_ROLE_FILES = {"utils", "helpers", "manager", "managers", "common", "misc"}


def name_of(file: Path) -> str:
    return str(file.relative_to(config.ROOT))


def imported(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Every `from module import name` as a pair."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", alias.name) for alias in node.names)
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)


@pytest.mark.parametrize("file", [f for f in FILES if f.stem in WITHOUT_REQUEST], ids=name_of)
def test_operations_queries_and_jobs_never_see_a_request(file: Path) -> None:
    seen = [
        name
        for module, name in imported(ast.parse(file.read_text()))
        if module in {"flask", "flask_login"} and name in OF_A_REQUEST
    ]
    assert seen == []


@pytest.mark.parametrize("file", [f for f in FILES if f.stem == "operations"], ids=name_of)
def test_an_operation_never_commits_and_never_reads_the_clock(file: Path) -> None:
    tree = ast.parse(file.read_text())
    calls = [
        node.func.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    ]
    assert not {"commit", "rollback", "utcnow", "today"} & set(calls)
    assert "homecare.clock" not in {module for module, _ in imported(tree)}
    assert ("homecare", "clock") not in set(imported(tree))


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_an_import_inside_a_function_says_why(file: Path) -> None:
    lines = file.read_text().splitlines()
    inside = {
        node.lineno
        for function in ast.walk(ast.parse(file.read_text()))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    assert [lines[at - 1] for at in inside if not _explained(lines, at)] == []


def _explained(lines: list[str], at: int) -> bool:
    """A reason stands in brackets behind the import, or in a comment above it."""
    return "(" in lines[at - 1].partition("#")[2] or lines[at - 2].strip().startswith("#")


def test_only_the_clock_reads_the_wall_clock() -> None:
    readers = {
        name_of(file)
        for file in FILES
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and (node.value.id, node.attr) in {("datetime", "now"), ("date", "today")}
    }
    assert readers == {"homecare/clock.py"}


def test_no_file_is_a_box_for_odds_and_ends() -> None:
    assert [name_of(f) for f in FILES if f.stem in NO_ROLE_FILES] == []


def test_no_file_is_longer_than_300_lines() -> None:
    """Among the tests some still are, the longest of them 351 lines: that number only falls."""
    tests = config.ROOT / "tests"
    long = [
        name_of(f)
        for f in HAND_WRITTEN
        if len(f.read_text().splitlines()) > (351 if f.is_relative_to(tests) else 300)
    ]
    assert long == []


def test_no_mark_is_left_for_later() -> None:
    marks = ("TO" + "DO", "FIX" + "ME", "XX" + "X")
    assert [name_of(f) for f in FILES if any(mark in f.read_text() for mark in marks)] == []


def test_every_setting_is_explained_in_the_readme_and_in_config() -> None:
    source = (config.ROOT / "config.py").read_text()
    settings = {
        node.value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and (node.value == "PORT" or node.value.startswith("HOMECARE_"))
        and " " not in node.value
        and "\n" not in node.value
    }
    readme = (config.ROOT / "README.md").read_text()
    assert len(settings) > 10
    assert [s for s in settings if f"`{s}`" not in readme] == []
    assert [s for s in settings if s not in (config.__doc__ or "")] == []
