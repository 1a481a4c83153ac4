"""Nobody is told anything in the words of the library that reads the forms."""

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import flask_wtf
import pytest
import wtforms
from wtforms import Form

import homecare
from homecare.refusals import PlainWords, SaidPlainly
from tests.today.visiting import Visitor, words

pytestmark = pytest.mark.usefixtures("clock")
# Said to whoever writes the program, by what no form of ours has, or in a guard before any form.
SAID_TO_NOBODY = {
    "Choices cannot be None.", "Invalid field name '%s'.", "Invalid CSRF Token.",
    "CSRF token missing.", "CSRF failed.", "CSRF token expired.",
}  # fmt: skip


def said_by(library: object) -> Iterator[tuple[str, ...]]:
    """Every message of a library, with its form for several where it has one."""
    for path in Path(str(getattr(library, "__file__", ""))).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            is_asked = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
            if is_asked and node.func.attr in ("gettext", "ngettext"):
                texts = [one.value for one in node.args if isinstance(one, ast.Constant)]
                if texts:
                    yield tuple(map(str, texts))


def every_form() -> set[type[Form]]:
    """Each class of a form that a module of ours defines."""
    for module in pkgutil.walk_packages(homecare.__path__, "homecare."):
        importlib.import_module(module.name)
    found: set[type[Form]] = set()
    waiting: list[type[Form]] = [Form]
    while waiting:
        for form in waiting.pop().__subclasses__():
            waiting.append(form)
            found |= {form} if form.__module__.startswith("homecare.") else set()
    return found


def test_every_form_says_what_is_wrong_in_our_words() -> None:
    forms = every_form()
    assert len(forms) > 70
    assert [form.__qualname__ for form in forms if not issubclass(form, SaidPlainly)] == []
    for form in forms:
        metas = [one.__dict__["Meta"] for one in form.__mro__ if "Meta" in one.__dict__]
        giver = next(meta for meta in metas if hasattr(meta, "get_translations"))
        assert giver.get_translations is SaidPlainly.Meta.get_translations, form.__qualname__


@pytest.mark.parametrize("library", [wtforms, flask_wtf])
def test_we_have_words_for_every_message_of_the_library(library: object) -> None:
    plain = PlainWords()
    messages = {texts for texts in said_by(library) if texts[0] not in SAID_TO_NOBODY}
    assert messages
    for texts in messages:
        theirs = set(texts)
        if len(texts) > 1:
            assert {plain.ngettext(texts[0], texts[1], number) for number in (1, 2)}.isdisjoint(
                theirs
            )
        assert plain.gettext(texts[0]) not in theirs


@pytest.mark.parametrize(
    ("boxes", "said"),
    [
        ({"leg": "x"}, "Choose a number from 0 to 10."),
        ({"back": "0,5"}, "Choose a number from 0 to 10."),
    ],
)
def test_a_score_that_is_none_is_answered_plainly(
    me: Visitor, boxes: dict[str, str], said: str
) -> None:
    page = words(me.post(me.forms("/today", "/pain")[0], boxes).text)
    assert said in page
    assert "Not a valid" not in page


def test_a_choice_made_by_hand_is_answered_plainly(me: Visitor) -> None:
    page = words(me.post(me.forms("/red-flags", "/red-flags")[0], {"yes": "x"}).text)
    assert "is not a valid choice" not in page
    assert "Choose from these." in page
