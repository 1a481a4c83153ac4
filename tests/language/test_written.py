"""What a page writes of a value, letter by letter."""

from typing import Any
from uuid import UUID

import pytest
from flask import Flask, render_template_string
from jinja2 import Environment, pass_context, pass_environment
from jinja2.runtime import Context
from markupsafe import Markup, escape

from homecare.template_filters import shown

pytestmark = pytest.mark.any_database

VALUES: list[Any] = [
    "", "today", "two words", "Tom & \"Jerry\"'s <b>", "35 % better after 20 min", "40 minutes",
    Markup("<b>35 %</b>"), None, 7, -3, 2.5, True, UUID(int=7), ["a", "<b>"], ("it's",), Markup(""),
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


CALLS = """
{% macro aside(word, loud=False) %}{{ word }}{{ "!" if loud }}
  {%- if caller %} {{ caller() }}{% endif %}{% endmacro %}
{% for n in range(2) %}
  {% set word = "<" ~ n ~ ">" %}
  {{ aside(word) }} {{ aside(word, loud=True) }} {{ {"a": n}.get("a") }} {{ "up".upper() }}
  {% call aside(word) %}{{ n }}{% endcall %} {{ seen("word") }}, {{ seen("nobody") }}
  {{ kind() }} {{ Markup("<i>") }} {{ greet() }}
{% endfor %}
{% block part %}{% set inside = "in" %}{{ seen("inside") }}{% endblock %}
"""


class Greeting:
    """An object that is called with the page's names."""

    @pass_context
    def __call__(self, context: Context) -> str:
        """Who is greeted."""
        return f"good day, {context['me']}"


@pass_context
def seen(context: Context, name: str) -> str:
    """What a page knows by a name where it asks."""
    return str(context.get(name))


@pass_environment
def kind(environment: Environment) -> str:
    """Whether a page escapes what it writes."""
    return "escaped" if environment.autoescape else "plain"


def test_whatever_is_called_gets_of_the_page_what_it_asks_for(app: Flask) -> None:
    names: dict[str, Any] = {"seen": seen, "kind": kind, "Markup": Markup, "me": "Ada",
                             "greet": Greeting()}  # fmt: skip
    plainly = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    with app.test_request_context():
        page = render_template_string(CALLS, **names)
    assert page == plainly.from_string(CALLS).render(**names)
    assert "&lt;1&gt; 1 &lt;1&gt;, None" in page
    assert "<i> good day, Ada" in page
