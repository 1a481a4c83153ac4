"""The receiver's pages, on one blueprint: kept by nobody, found by no search."""

from flask import Blueprint, Response, request

from homecare.letters import opened

blueprint = Blueprint("letters", __name__)
MOST_SENT = 12 * 1024 * 1024
"""A form with a file; what is larger than a file may be is told at the field, not cut off."""


@blueprint.url_value_preprocessor
def let_a_file_in(_endpoint: str | None, values: dict[str, str] | None) -> None:
    """Before anything reads the form: only who has opened the letter may send a file."""
    if values and request.method == "POST" and opened.link_named() is not None:
        request.max_content_length = MOST_SENT


@blueprint.after_request
def keep_to_oneself(response: Response) -> Response:
    """Nothing of these pages is stored, named to another site, or found by a search."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response
