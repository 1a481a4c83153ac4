"""A request that met a busy database: tried again for a form, answered "later" for a phone.

All that a request stores is one transaction, so that a try that failed has left nothing behind.
"""

import time
from contextlib import suppress
from typing import Any

from flask import current_app, g, request, session
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionError
from werkzeug.exceptions import HTTPException

from homecare.busy import has_no_room, is_busy, let_go
from homecare.extensions import db
from homecare.serving.waiting_room import NoPlaceError

RETRY_AFTER = 5  # seconds; a phone adds some chance to it, so that not all come at once
TRIES = 3
PATIENCE = 10  # seconds from which on nobody's browser is kept waiting for another try


def try_again(error: Exception) -> Any:
    """The answer of another try, or None where the database stays busy. Raises what else fails.

    A phone has its own outbox and tries again later by itself, and a page that was only asked for
    is soon asked for again. A form has a person before it; the whole way is gone again, past the
    rules of who may see what. Where too many wait already, one more does not join them; where the
    disk is full, another try is none the better.
    """
    began = time.monotonic()
    left = 0 if request.path.startswith("/api/") or request.method != "POST" else TRIES - 1
    while True:
        _forget_the_try()
        if has_no_room(error):
            return None
        if not is_busy(error):
            raise error
        if isinstance(error, NoPlaceError) or not left or time.monotonic() - began > PATIENCE:
            return None
        left -= 1
        try:
            return current_app.preprocess_request() or current_app.dispatch_request()
        except HTTPException as answer:  # the record went elsewhere, or somebody was signed out
            return current_app.handle_user_exception(answer)
        except (DBAPIError, NoConnectionError) as once_more:
            error = once_more


def _forget_the_try() -> None:
    """Back to where the request came in: a try may have signed somebody out, or said "saved"."""
    let_go(db.session)
    came_with = current_app.session_interface.open_session(current_app, request)
    session.clear()
    session.update(came_with or {})
    g.pop("_login_user", None)


def give_back(_error: BaseException | None) -> None:
    """The answer is made: where the database goes away just then, it is a good one all the same.

    Closed, not rolled back: that would mark every row that the page has read as outdated.
    """
    if db.session.registry.has():
        with suppress(DBAPIError):
            db.session.close()


PASSWORDS = {
    "password": "Your password",
    "new_password": "New password",
    "new_password_confirm": "The new password again",
    "password_confirm": "The same password again",
}


def sent_once_more() -> list[tuple[str, str]] | None:
    """The fields of the form, to be sent again by one press; None where there is no form.

    No page repeats a password: those are written anew, `passwords_asked`.
    """
    if request.method != "POST":
        return None
    return [
        (name, value)
        for name, values in request.form.lists()
        for value in values
        if "password" not in name
    ]


def passwords_asked() -> dict[str, str]:
    """The fields of the form in which a password was written, each with its label."""
    names = [name for name in request.form if "password" in name]
    return {name: PASSWORDS.get(name, "Password") for name in names}
