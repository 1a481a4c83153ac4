"""Few passwords are hashed at once, so that a flood of them leaves threads to everybody else.

A comparison takes a quarter of a second of a core and more, on purpose. Whoever finds no seat is
told at once to press the button again, before anything is counted or compared.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from threading import BoundedSemaphore
from typing import Any

from flask import Response, g, request

AT_WORK = 2  # as many cores as a small machine has
WAITING = 2
WAIT_SECONDS = 3.0  # for a seat; a comparison takes a fraction of that
RETRY_AFTER = 5  # seconds
CROWDED = (
    "Many people are signing in just now. Nothing was looked at or stored. Wait a few seconds, "
    "then write your password and press the button again."
)

_inside = BoundedSemaphore(AT_WORK + WAITING)
_seats = BoundedSemaphore(AT_WORK)


@contextmanager
def seat() -> Iterator[bool]:
    """Yields whether a password may be hashed inside; False where too many wait for that."""
    if not _inside.acquire(blocking=False):
        yield False
        return
    try:
        seated = _seats.acquire(timeout=WAIT_SECONDS)
        try:
            yield seated
        finally:
            if seated:
                _seats.release()
    finally:
        _inside.release()


def seated(view: Callable[..., Any]) -> Callable[..., Any]:
    """For a view that hashes a password when its form is sent: it sits down first, or has
    `is_crowded` to turn its form away by."""

    @wraps(view)
    def sits_down(*given: Any, **named: Any) -> Any:
        if request.method != "POST":
            return view(*given, **named)
        with seat() as has_one:
            g.crowded = not has_one
            return view(*given, **named)

    return sits_down


def is_crowded() -> bool:
    """Whether this request found no seat: then nothing is hashed, and its form is turned away."""
    return bool(g.get("crowded"))


def turn_away(form: Any) -> None:
    """Say on the form that it was not looked at; what was typed stays, but no password."""
    form.form_errors.append(CROWDED)
    g.turned_away = True


def say_later(response: Response) -> Response:
    """Say with the status that it was not looked at, and when to come again."""
    if g.pop("turned_away", False):
        response.status_code = 503
        response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


class Seated:
    """Goes before a form that has a password hashed: without a seat it is not looked at."""

    def validate(self, **how: Any) -> bool:
        """As the form does, with a seat; else it keeps what was typed and says why."""
        if is_crowded():
            turn_away(self)
            return False
        return bool(super().validate(**how))  # type: ignore[misc]
