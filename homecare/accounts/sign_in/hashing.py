"""Few passwords are hashed at once, so that a flood of them leaves threads to everybody else.

A comparison takes a quarter of a second of a core and more, on purpose. Whoever finds no seat is
told at once to press the button again, before anything is counted or compared.

A password whose hash is weaker than today's is hashed anew when it is next written. That is stored
apart from the sign-in, and only where the database can do it at once: what can as well be done the
next time makes nobody wait, and fails no sign-in.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from threading import BoundedSemaphore
from typing import Any

from flask import Response, g, request
from flask_security.utils import verify_and_update_password
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionError
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from homecare.accounts.models import Person
from homecare.busy import is_busy
from homecare.database import transaction
from homecare.extensions import db

AT_WORK = 2  # of all processes: as many cores as a small machine has
WAITING = 2
WAIT_SECONDS = 3.0  # for a seat; a comparison takes a fraction of that
RETRY_AFTER = 5  # seconds
CROWDED = (
    "Many people are signing in just now. Nothing was looked at or stored. Wait a few seconds, "
    "then write your password and press the button again."
)

_inside = BoundedSemaphore(AT_WORK + WAITING)
_seats = BoundedSemaphore(AT_WORK)


def share_seats(processes: int) -> None:
    """Let so many processes share the seats; each keeps one at least. Before any is forked."""
    global _inside, _seats
    each = max(1, AT_WORK // processes)
    _inside, _seats = BoundedSemaphore(each + WAITING), BoundedSemaphore(each)


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


def verify(person: Person, password: str) -> bool:
    """Whether it is the person's password; a weaker hash of it is replaced."""
    before = person.password
    right = bool(verify_and_update_password(password, person))
    after = person.password
    if after != before:
        kept = _keep(person, before, after)
        # Nothing of it is left to the session, which may only read so far.
        set_committed_value(person, "password", after if kept else before)
    return right


def _keep(person: Person, before: str | None, after: str | None) -> bool:
    still = (Person.id == person.id, Person.password == before)
    try:
        with Session(db.engine) as own, transaction(own, patient=False):
            free = select(Person.id).where(*still).with_for_update(skip_locked=True)
            if own.scalar(free) is None:
                return False
            own.execute(update(Person).where(*still).values(password=after))
    except (DBAPIError, NoConnectionError) as error:
        if not is_busy(error):
            raise
        return False
    return True
