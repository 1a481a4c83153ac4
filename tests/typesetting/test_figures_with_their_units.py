"""A figure and its unit never stand on two lines, on pages, in mails and on paper alike; what is
stored, compared and typed keeps its plain space."""

import pytest
from flask import Flask, render_template_string

from homecare.mail.render import _templates
from homecare.typesetting.characters import held_together, printed

SAID = "Leg pain 6.0, 6.6 this week: 10 % worse; hold 30 s, 3 times"
WHOLE = "Leg pain 6.0, 6.6 this week: 10\u00a0% worse; hold 30\u00a0s, 3 times"


def test_on_a_page_in_a_mail_and_on_paper(app: Flask) -> None:
    with app.test_request_context():
        assert render_template_string("<p>{{ said }}</p>", said=SAID) == f"<p>{WHOLE}</p>"
    assert _templates().from_string("{{ said }}").render(said=SAID) == WHOLE
    assert printed(SAID) == WHOLE


def test_what_somebody_typed_stays_letter_by_letter(app: Flask) -> None:
    field = "<textarea>{{ said|e }}</textarea>"
    with app.test_request_context():
        assert SAID in render_template_string(field, said=SAID)


@pytest.mark.parametrize("text", ["10 sets", "30 seconds", "6.0 or less", "a % of", "5 grams", "%"])
def test_nothing_else_is_held(text: str) -> None:
    assert held_together(text) == text
