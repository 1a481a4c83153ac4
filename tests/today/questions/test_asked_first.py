"""Whoever was never asked the red-flag questions is asked them before the exercises."""

import pytest
from flask import Flask

from tests.make.diary import Care
from tests.today.visiting import Visitor

pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.any_database]

PAGE = "/red-flags"


@pytest.fixture
def me(app: Flask, care: Care) -> Visitor:
    return Visitor.of(app, "client@homecare.example")


def test_whoever_was_never_asked_is_asked_before_the_exercises(me: Visitor) -> None:
    page = me.read("/today")
    assert page.index("has not asked you the safety questions yet") < page.index("Exercises")
    assert me.read(PAGE).index("Safety questions") < me.read(PAGE).index("Tick every line")
    me.send(PAGE, PAGE, {"none": "y"})
    assert "the safety questions" not in me.read("/today")
    assert "Safety questions" not in me.read(PAGE)


def test_beside_what_to_do_nobody_is_asked_first(me: Visitor) -> None:
    me.send(PAGE, PAGE, {"yes": ["bladder"]})
    assert "the safety questions" not in me.read("/today")


def test_the_title_says_that_it_was_sent_and_what_to_do(me: Visitor) -> None:
    assert "<title>Safety questions" in me.browser.get(PAGE).text
    me.send(PAGE, PAGE, {"yes": ["fever"]})
    assert "<title>Speak to a doctor urgently" in me.browser.get(PAGE).text
