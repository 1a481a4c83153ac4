"""What pages and mails say has one apostrophe, the curly one, as it has one kind of quotes."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

HOUSE = Path(__file__).parents[2] / "homecare"
TEMPLATES = HOUSE / "templates"
REMARK = re.compile(r"\{#.*?#\}", re.S)
STRAIGHT = re.compile(r"\w*[A-Za-z]'(?:t|s|re|ve|ll|d|m)\b")
SHOWN = ("clients", "desk", "export", "mail", "programmes", "referrals", "today")
"""The rooms whose sentences stand on a page, in a mail or a letter; commands write plain ASCII."""
NOT_SHOWN = (
    "it can't be written as a mail",
    "can't be told",
    "an appointment is a person's to make",
)
"""Reasons that a database keeps, a place in an order, and what only a programmer is told."""


def test_no_page_or_mail_mixes_two_kinds_of_apostrophes() -> None:
    written = [path for path in TEMPLATES.rglob("*") if path.is_file()]
    assert len(written) > 200
    found = {
        path.relative_to(TEMPLATES).as_posix(): STRAIGHT.findall(REMARK.sub("", path.read_text()))
        for path in written
    }
    assert {name: words for name, words in found.items() if words} == {}


def test_no_sentence_from_a_room_mixes_them_either() -> None:
    rooms = [path for name in SHOWN for path in (HOUSE / name).rglob("*.py")]
    assert len(rooms) > 150
    found = [
        f"{path.relative_to(HOUSE)}: {text}"
        for path in rooms
        for text in _texts(ast.parse(path.read_text()))
        if STRAIGHT.search(text) and text not in NOT_SHOWN
    ]
    assert found == []


def _texts(tree: ast.Module) -> Iterator[str]:
    """Every text but docstrings."""
    remarks = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in remarks:
            yield node.value
