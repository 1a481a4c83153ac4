"""What a page writes of a value, letter by letter."""

from typing import Any

import pytest
from flask import Flask, render_template_string
from markupsafe import Markup, escape

from homecare.template_filters import shown

pytestmark = pytest.mark.any_database

VALUES: list[Any] = [
    "", "today", "two words", "Tom & \"Jerry\"'s <b>", "35 % better after 20 min", "40 minutes",
    Markup("<b>35 %</b>"), None, 7, 2.5, True, ["a", "<b>"], ("it's",), Markup(""),
]  # fmt: skip


@pytest.mark.parametrize("value", VALUES)
def test_a_value_is_escaped_and_its_figures_stay_with_their_units(app: Flask, value: Any) -> None:
    template = (
        "{% macro m(it) %}{{ it }}{% endmacro %}{{ it }}|{{ m(it) }}|{{ it|e }}|{{ it|safe }}"
    )
    with app.test_request_context():
        page = render_template_string(template, it=value)
    plain = escape(shown(value))
    assert page == f"{plain}|{plain}|{escape(value)}|{Markup(value)}"


def test_a_unit_never_begins_a_line(app: Flask) -> None:
    with app.test_request_context():
        page = render_template_string("{{ it }}", it="35 % & 20 min")
    assert page == "35\u00a0% &amp; 20\u00a0min"
