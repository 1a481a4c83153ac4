"""What the documents say about the tree is true of the tree."""

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

import config
from homecare import VERSION
from tests.architecture import picture

DOCUMENTS = [
    file
    for file in (
        config.ROOT / "README.md",
        config.ROOT / "CONTRIBUTING.md",
        *sorted((config.ROOT / "docs").rglob("*.md")),
    )
    if "adr" not in file.parts  # a decision speaks of the tree of its day
]
# A path of ours in code style: a known beginning, or a name with an ending.
NAMED = re.compile(r"`((?:homecare|tests|docs|benchmarks|migrations|findings)/[\w./*-]+)`")
LINKED = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")


def name_of(file: Path) -> str:
    return str(file.relative_to(config.ROOT))


@pytest.mark.parametrize("file", DOCUMENTS, ids=name_of)
def test_every_path_that_a_document_names_is_there(file: Path) -> None:
    gone = [
        path
        for path in NAMED.findall(file.read_text())
        if not any(config.ROOT.glob(path.rstrip("/")))
    ]
    assert gone == []


@pytest.mark.parametrize("file", DOCUMENTS, ids=name_of)
def test_every_link_to_a_file_leads_to_it(file: Path) -> None:
    links = LINKED.findall(file.read_text())
    assert [link for link in links if not (file.parent / link).exists()] == []


def test_the_picture_of_the_rooms_is_what_the_code_imports() -> None:
    assert picture.kept() == picture.drawn(), "run `python -m tests.architecture.picture`"


def test_every_decision_has_a_date_and_a_status_and_stands_in_the_list() -> None:
    folder = config.ROOT / "docs" / "adr"
    listed = (folder / "README.md").read_text()
    for file in sorted(folder.glob("0*.md")):
        first = file.read_text().splitlines()[:4]
        assert re.fullmatch(r"\d{4}-\d{2}-\d{2} · (accepted|superseded by .*)", first[2]), file.name
        assert f"]({file.name})" in listed, file.name


def test_every_room_says_at_its_door_what_is_inside() -> None:
    silent = [
        name_of(file)
        for file in (config.ROOT / "homecare").rglob("__init__.py")
        if not file.read_text().startswith('"""')
    ]
    assert silent == []


def test_one_place_says_which_version_this_is(app: Flask, browser_client: FlaskClient) -> None:
    assert f"## {VERSION} (" in (config.ROOT / "CHANGELOG.md").read_text()
    assert browser_client.get("/healthz").json["version"] == VERSION  # type: ignore[index]
    said = app.test_cli_runner().invoke(args=["version"])
    assert said.output == f"homecare {VERSION}\n"
