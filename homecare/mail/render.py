"""A mail's subject, text and HTML, from the three templates of its folder, without a request.

`templates/emails/<name>/` holds subject.txt, body.txt and body.mjml. Links are built by the
caller from the configured public address and given in as values.
"""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

FOLDER = Path(__file__).resolve().parent.parent / "templates" / "emails"


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=select_autoescape(["mjml", "html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def compose(name: str, **values: Any) -> tuple[str, str, str]:
    """Subject, text and HTML of the mail `name`. Raises UndefinedError for a missing value."""
    import mrml  # noqa: PLC0415 (a compiled library that only a process that writes mail needs)

    subject = _templates().get_template(f"{name}/subject.txt").render(values).strip()
    text = _templates().get_template(f"{name}/body.txt").render(values).strip() + "\n"
    page = _templates().get_template(f"{name}/body.mjml").render(values)
    return subject, text, mrml.to_html(page).content
