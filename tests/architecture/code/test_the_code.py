"""Rules of the house that are about the code itself."""

import ast
import re
from pathlib import Path

import config
from tests.architecture.code import reading

FILES = reading.modules().values()
DESK = re.compile(r"public_url\}/(flags|clients|caseload|practice|referrals|templates|library)\b")
NO_ROLE_FILES = {"utils", "helpers", "manager", "managers", "common", "misc"}


def name_of(file: Path) -> str:
    """A file as it is named in a message."""
    return str(file.relative_to(config.ROOT))


def test_an_import_inside_a_function_says_why() -> None:
    unexplained = {
        f"{module}:{node.lineno}"
        for module, function in reading.functions()
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
        if not explained(reading.modules()[module].read_text().splitlines(), node.lineno)
    }
    assert unexplained == set()


def explained(lines: list[str], at: int) -> bool:
    """A reason stands in brackets behind the import, or in a comment above it."""
    return "(" in lines[at - 1].partition("#")[2] or lines[at - 2].strip().startswith("#")


def test_no_file_is_a_box_for_odds_and_ends() -> None:
    assert [name_of(f) for f in FILES if f.stem in NO_ROLE_FILES] == []


ANSWERS_NO_FORM = {"backups", "commands", "mail", "rules", "serving", "typesetting"}
"""Rooms that speak to a machine or to whoever starts one: nothing there reaches a field."""
ANSWERS_NO_FIELD = {
    "homecare.diary.envelope.UnfitError",  # a phone's batch has no fields
    "homecare.accounts.front_door.giving_back.NotSavedYetError",  # a button has none
    "homecare.accounts.factors.fresh.NotFreshError",  # a page asks who it is
    "homecare.busy.CrossedError",  # nobody is told: it is tried again
}


def test_a_feature_says_no_by_a_refusal_alone() -> None:
    """Every error of a feature's own is one: an edge needs no second way to show it."""
    own = {
        f"{module}.{node.name}": {ast.unparse(base) for base in node.bases}
        for module, file in reading.modules().items()
        if reading.room(module) not in ANSWERS_NO_FORM
        for node in ast.walk(reading.tree(file))
        if isinstance(node, ast.ClassDef) and node.name.endswith("Error")
    }
    other = {name for name, bases in own.items() if bases != {"Refusal"}}
    assert len(own) > len(ANSWERS_NO_FIELD)
    assert other == ANSWERS_NO_FIELD


DATE_WORDS = "long_date|day_and_month|weekday_date|short_date|short_day_and_month|desk_day"
DAY_OF_A_MOMENT = re.compile(rf"_at(\.date\(\))?\s*\|\s*({DATE_WORDS})|\w\.\w+_at\.date\(\)")


def test_a_day_is_never_taken_from_a_moment_without_a_zone() -> None:
    """Moments are kept in UTC: their day is asked of `local_day`. A demonstration says "UTC"."""
    pages = (config.ROOT / "homecare" / "templates").rglob("*.*")
    read = [*FILES, *(page for page in pages if "demonstration" not in page.parts)]
    assert [name_of(f) for f in read if DAY_OF_A_MOMENT.search(f.read_text())] == []


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


def test_no_link_to_the_desk_is_put_together_by_hand() -> None:
    """`accounts.emails.desk_link` names the practice at which the page opens."""
    texts = {name_of(file): file.read_text() for file in FILES}
    found = {f"{name}: {hit[0]}" for name, text in texts.items() for hit in DESK.finditer(text)}
    assert found == set()
