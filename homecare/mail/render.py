"""A mail's subject, text and HTML, from the three templates of its folder, without a request.

`templates/emails/<name>/` holds subject.txt, body.txt and body.mjml. Links are built by the
caller from the configured public address and given in as values.
"""

import re
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from homecare.telephones import call_link
from homecare.typesetting.characters import held_together

# What neither XML nor a mail server can hold. A mail that tells of a red flag must not break at a
# name that somebody pasted from a word processor.
_UNSENDABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
FOLDER = Path(__file__).resolve().parent.parent / "templates" / "emails"


@cache
def _templates() -> Environment:
    templates = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=select_autoescape(["mjml", "html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: held_together(value) if type(value) is str else value,
    )
    templates.filters["call_link"] = _call_link
    return templates


def _call_link(telephone: str) -> Markup:
    """A link that calls a number, in one line: a mail program breaks it at any space."""
    return call_link(telephone.replace(" ", "\N{NO-BREAK SPACE}"))


def compose(name: str, **values: Any) -> tuple[str, str, str]:
    """Subject, text and HTML of the mail `name`. Raises UndefinedError for a missing value."""
    import mrml  # noqa: PLC0415 (a compiled library that only a process that writes mail needs)

    subject, text, page = (
        _UNSENDABLE.sub(" ", _templates().get_template(f"{name}/{part}").render(values))
        for part in ("subject.txt", "body.txt", "body.mjml")
    )
    return subject.strip(), text.strip() + "\n", mrml.to_html(page).content
