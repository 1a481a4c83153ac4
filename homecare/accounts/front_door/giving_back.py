"""What a form held when the sign-in had ended: carried over the sign-in page, then given back.

The page that asks to sign in carries the form, sealed for its author, as one hidden field: nothing
is stored, and neither the page, an address nor a log has a word of it. Once its author has signed
in, the browser is sent to the form's own address, which shows the form as it was and stores
nothing: it is saved by its own button, once. A button without a form of that kind asks again.
Whoever else signs in there is told so, and can let its author sign in.
"""

from typing import Any

from flask import (
    Flask,
    Response,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_login import current_user
from werkzeug.datastructures import ImmutableMultiDict, MultiDict

from homecare.accounts.factors import again, step
from homecare.accounts.factors.forms import StepForm
from homecare.accounts.factors.fresh import NotFreshError
from homecare.accounts.front_door.carried import Opened, opened, sealed
from homecare.accounts.sign_in.form_tokens import TOKEN, author_of_form, secret_of_form
from homecare.accounts.sign_in.security import SignInForm
from homecare.extensions import db
from homecare.keys import secrets_of

FIELD = "not_saved"
# The fields in which somebody writes sentences.
NOT_WRITTEN = ("password", "opened")  # what a form was opened with is its own memory
WRITTEN = ("text", "note", "reason", "message", "findings", "medicines")
GIVEN_BACK = (
    "You were signed out before this was saved. Here it is as you left it: look at it, "
    "and save it again."
)
ASKED_AGAIN = (
    "This was not saved yet, because we asked who you are. Here it is as you left it: look at it, "
    "and send it again."
)
SIGN_IN, SIGN_OUT = "security.login", "security.logout"
# Where somebody shows who they are; a form that waits for that is carried through all of them.
DOORS = {SIGN_IN, "factors.step", "factors.again", "factors.by_passkey"}


class NotSavedYetError(Exception):
    """What was given back would have been stored without anybody pressing its button."""


def follow(app: Flask) -> None:
    """Take a form back before its token is looked at, and send its author there when signed in."""
    app.before_request(_take_back)
    app.after_request(_send_on)
    app.register_error_handler(NotSavedYetError, _ask_once_more)
    app.register_error_handler(NotFreshError, _ask_who_it_is)


def _ask_who_it_is(_error: Exception) -> Any:
    """The page that asks once more who it is; a form that was sent waits on it."""
    if request.method == "GET":
        return redirect(url_for("factors.again", next=_address().rstrip("?")))
    return again.page(packed=_packed(asked_again=True))[0], 401


def ask_to_sign_in() -> tuple[str, int]:
    """The sign-in page for a form that came without a sign-in, with what it held."""
    packed = _packed()
    return _page_to_sign_in(packed, [] if packed else written(request.form)), 401


def _page_to_sign_in(packed: str, typed: list[str]) -> str:
    return render_template(
        "errors/401.html",
        packed=packed, typed=typed, reason="", login_user_form=SignInForm(formdata=None),
    )  # fmt: skip


def is_of_somebody_else() -> bool:
    """Whether the form stood on a page of another person than the one who is signed in now."""
    author = author_of_form()
    mine = current_user.id if current_user.is_authenticated else None
    return author is not None and mine is not None and author != mine


def handed_back() -> list[str]:
    """The longer words of the form of this request, which was not taken, to be copied from the page
    that says so; none where they are another person's."""
    if request.method != "POST" or is_of_somebody_else():
        return []
    return written(request.form)


def written(form: MultiDict[str, str]) -> list[str]:
    """The words of a form, to be copied: sentences, and whatever stands in a field for them."""
    pairs = ((name, value.strip()) for name, several in form.lists() for value in several)
    values = [(name, value) for name, value in pairs if not any(of in name for of in NOT_WRITTEN)]
    return [v for name, v in values if v and (name in WRITTEN or len(v.split()) > 1)]


def _packed(asked_again: bool = False) -> str:
    """The form of this request, for its author alone; empty where nobody knows whose it is, and for
    a file, which no page can give back."""
    author = author_of_form()
    if author is None or request.files:
        return ""
    return sealed(_secrets(), author, {
        "to": _address(), "form": _fields(), "asked_again": asked_again,
    })  # fmt: skip


def _fields() -> list[tuple[str, str]]:
    pairs = ((name, v) for name, values in request.form.lists() for v in values)
    return [(n, v) for n, v in pairs if not n.endswith(TOKEN) and "password" not in n]


def _address() -> str:
    return request.full_path if request.query_string else request.path


def _secrets() -> list[str]:
    return secrets_of(current_app.config)


def _carried() -> str:
    """What this request carries of a form that waits."""
    return request.form.get(FIELD, "") if request.method == "POST" else ""


def _opened() -> Opened | None:
    """The form that this request carries, if the signed-in person wrote it."""
    carried = _carried()
    if not carried or not current_user.is_authenticated:
        return None
    return opened(_secrets(), current_user.id, carried)


def _mine() -> dict[str, Any] | None:
    """The same, as long as it is given back."""
    found = _opened()
    return found.form if found and not found.is_old else None


def _send_on(response: Response) -> Response:
    """After signing in: on to the form's own address, by a redirect that sends once more.

    What can't be given back is said on a page; after signing out there, its author is asked in.
    """
    # The answer first: a form that is too big to be read is not read here again.
    if response.status_code not in (302, 303) or not _carried():
        return response
    if request.endpoint == SIGN_OUT:
        return _shown(response, _page_to_sign_in(_carried(), []))
    if (half := g.get("waiting")) is not None:
        return _shown(response, step.page(half, StepForm(formdata=None), _carried())[0])
    if request.endpoint not in DOORS or not current_user.is_authenticated:
        return response
    kept = _mine()
    if kept is None:
        return _shown(response, _page_for_somebody_else(response.location or "/"))
    response.location, response.status_code = kept["to"], 307
    return response


def _shown(response: Response, page: str) -> Response:
    """A page in place of a redirect, with the cookies that came with it."""
    response.set_data(page)
    response.status_code = 200
    del response.headers["Location"]
    return response


def _page_for_somebody_else(way_on: str) -> str:
    """What was carried is not this person's, or too old, or changed on its way."""
    found = _opened()
    fields = MultiDict((name, value) for name, value in found.form["form"]) if found else None
    return render_template(
        "accounts/not_given_back.html",
        typed=written(fields) if fields else [], is_old=found is not None,
        packed="" if found else _carried(), way_on=way_on, fields=fields,
    )  # fmt: skip


def _take_back() -> None:
    """Read the form that was carried here in place of the sign-in page's; or the one that was sent
    here, where its author signed in again meanwhile on another page."""
    if request.method != "POST" or request.endpoint in DOORS:
        return
    kept = _mine()
    if kept is not None and kept["to"] == _address():
        request.form = ImmutableMultiDict([(name, value) for name, value in kept["form"]])
    elif not _is_of_my_last_sign_in():
        return
    g.given_back = db.session.info["given_back"] = True
    g.asked_again = bool(kept and kept.get("asked_again"))
    flash(ASKED_AGAIN if g.asked_again else GIVEN_BACK, "warning")


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
