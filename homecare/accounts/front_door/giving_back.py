"""What a form held when the sign-in had ended: carried over the sign-in page, then given back.

The page that asks to sign in carries the form, packed and signed, as one hidden field: nothing is
stored, and neither an address nor a log has any of it. Once its author has signed in, and nobody
else, the browser is sent to the form's own address, which shows the form as it was and stores
nothing: it is saved by its own button, once. A button without a form of that kind asks again.
"""

from typing import Any
from uuid import UUID

from flask import Flask, Response, current_app, flash, g, render_template, request, session
from flask_login import current_user
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.datastructures import ImmutableMultiDict, MultiDict

from homecare.accounts.sign_in.form_tokens import TOKEN, author_of_form, secret_of_form
from homecare.accounts.sign_in.security import SignInForm
from homecare.extensions import db

FIELD = "not_saved"
# The fields in which somebody writes sentences.
WRITTEN = ("text", "note", "reason", "message", "findings", "medicines")
LONGEST = 24 * 3600  # seconds; ours: a page left open over night is still given back
GIVEN_BACK = (
    "You were signed out before this was saved. Here it is as you left it: look at it, "
    "and save it again."
)
SIGN_IN = "security.login"


class NotSavedYetError(Exception):
    """What was given back would have been stored without anybody pressing its button."""


def follow(app: Flask) -> None:
    """Take a form back before its token is looked at, and send its author there when signed in."""
    app.before_request(_take_back)
    app.after_request(_send_on)
    app.register_error_handler(NotSavedYetError, _ask_once_more)


def ask_to_sign_in() -> tuple[str, int]:
    """The sign-in page for a form that came without a sign-in, with what it held."""
    packed = _packed()
    page = render_template(
        "errors/401.html",
        packed=packed, typed=[] if packed else written(request.form), reason="",
        login_user_form=SignInForm(formdata=None),
    )  # fmt: skip
    return page, 401


def is_of_somebody_else() -> bool:
    """Whether the form stood on a page of another person than the one who is signed in now."""
    author = author_of_form()
    mine = current_user.id if current_user.is_authenticated else None
    return author is not None and mine is not None and author != mine


def written(form: MultiDict[str, str]) -> list[str]:
    """The words of a form, to be copied: sentences, and whatever stands in a field for them."""
    pairs = ((name, value.strip()) for name, several in form.lists() for value in several)
    values = [(name, value) for name, value in pairs if "password" not in name]
    return [v for name, v in values if v and (name in WRITTEN or len(v.split()) > 1)]


def _packed() -> str:
    """The form of this request, for its author alone; empty where nobody knows whose it is, and for
    a file, which no page can give back."""
    author = author_of_form()
    if author is None or request.files:
        return ""
    return _seal().dumps({"by": str(author), "to": _address(), "form": _fields()})


def _fields() -> list[tuple[str, str]]:
    pairs = ((name, v) for name, values in request.form.lists() for v in values)
    return [(n, v) for n, v in pairs if not n.endswith(TOKEN) and "password" not in n]


def _address() -> str:
    return request.full_path if request.query_string else request.path


def _seal() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="not-saved")


def _mine() -> dict[str, Any] | None:
    """The form that this request carries, if the signed-in person wrote it."""
    carried = request.form.get(FIELD, "") if request.method == "POST" else ""
    if not carried or not current_user.is_authenticated:
        return None
    try:
        kept: dict[str, Any] = _seal().loads(carried, max_age=LONGEST)
    except BadData:
        return None
    return kept if UUID(kept["by"]) == current_user.id else None


def _send_on(response: Response) -> Response:
    """After signing in: on to the form's own address, by a redirect that sends once more."""
    if request.endpoint != SIGN_IN or response.status_code not in (302, 303):
        return response
    kept = _mine()
    if kept is not None:
        response.location, response.status_code = kept["to"], 307
    return response


def _take_back() -> None:
    """Read the form that was carried here in place of the sign-in page's; or the one that was sent
    here, where its author signed in again meanwhile on another page."""
    if request.method != "POST" or request.endpoint == SIGN_IN:
        return
    kept = _mine()
    if kept is not None and kept["to"] == _address():
        request.form = ImmutableMultiDict([(name, value) for name, value in kept["form"]])
    elif not _is_of_my_last_sign_in():
        return
    g.given_back = db.session.info["given_back"] = True
    flash(GIVEN_BACK, "warning")


def _is_of_my_last_sign_in() -> bool:
    """A page's own script asks for a fresh token by itself, and is not answered here."""
    if request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate":
        return False
    secret = secret_of_form()
    if secret is None or secret == session.get("csrf_token"):
        return False
    return bool(current_user.is_authenticated) and author_of_form() == current_user.id


def _ask_once_more(_error: Exception) -> tuple[str, int]:
    """For what has no form to be shown in: what was written, and a button that sends it."""
    page = render_template(
        "accounts/not_saved.html", fields=_fields(), typed=written(request.form), to=_address()
    )
    return page, 409
