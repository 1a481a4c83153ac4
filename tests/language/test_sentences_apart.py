"""No two sentences stick together where a line of a template ends with a block.

Jinja takes away the line feed after a block, and the spaces before the next one.
"""

import re
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).parents[2] / "homecare" / "templates"
# The end of a sentence and of its block, a line feed, and words; a call of a macro is none.
STUCK = re.compile(
    r"[.?!](?:</\w+>)?(?:\{%[^%]*[^-%]%\})+\n[ \t]*(?:\{% (?:if|else|elif)[^%\n]*%\})*"
    r"(?:[A-Z]|\{\{(?! \w+\())"
)


def stuck(source: str) -> list[str]:
    """The places of a template where a sentence would follow another one without a space."""
    return [found[0] for found in STUCK.finditer(source)]


@pytest.mark.parametrize("ending", ["html", "txt", "mjml"])
def test_no_template_lets_two_sentences_stick_together(ending: str) -> None:
    sources = {path: path.read_text() for path in TEMPLATES.rglob(f"*.{ending}")}
    assert sources
    assert {path.name: found for path, text in sources.items() if (found := stuck(text))} == {}


def test_what_would_stick_is_found() -> None:
    assert stuck("{% if a %}Until May.{% endif %}\n  {% if b %}Nobody came.{% endif %}")
    assert stuck("<b>{% if a %}Until May.</b>{% endif %}\n{{ name }} knows")
    assert stuck("{% if a %}Until May.{% endif %} Nobody came.\n") == []
    assert stuck("{% if a %}Until May.{% endif %}\n{{ field(form) }}") == []
