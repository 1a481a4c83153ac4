"""Sign-ins by the real form, kept for everybody who is the same person again in a later test."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, Row, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from time_machine import escape_hatch

from homecare.accounts.models import Person, SignIn, Tries
from homecare.extensions import db
from tests.second_database.sent import apart

ABOUT_TO_END = timedelta(minutes=25)  # of a shared computer that nobody uses
Key = tuple[Any, ...]
Jar = dict[Any, Any]
_kept: dict[Key, tuple[Jar, dict[str, Any], list[dict[str, Any]]]] = {}


class Browser(FlaskClient):
    """Somebody's browser; where a test lets time pass in which their sign-in ends, they sign in
    again before they go on, and send what they send with the token of the page as it is then."""

    again: Callable[["Browser"], str] | None = None
    used_at: datetime | None = None

    def open(self, *args: Any, **kwargs: Any) -> Any:
        """As a browser does, after signing in where that is due."""
        now, again, before = datetime.now(UTC), self.again, self.used_at
        self.used_at = now
        if again is not None and before is not None and abs(now - before) > ABOUT_TO_END:
            self.again = None
            token = again(self)
            self.again = again
            if "csrf_token" in (kwargs.get("data") or {}):
                kwargs["data"] = {**kwargs["data"], "csrf_token": token}
        return super().open(*args, **kwargs)


def browser_of(app: Flask) -> Browser:
    """A browser that nobody has used."""
    return Browser(app, app.response_class, use_cookies=True)


def once(app: Flask, email: str, password: str, sign_in: Callable[[], Browser]) -> Browser:
    """A browser of one's own as `sign_in` leaves it, with the rows that it leaves.

    The first of a person in a test may be one of an earlier test, where the very same rows of them
    stood; the others are made, as each device has its own.
    """
    browser = _once(app, email, password, sign_in)
    browser.used_at = datetime.now(UTC)
    return browser


def _once(app: Flask, email: str, password: str, sign_in: Callable[[], Browser]) -> Browser:
    with app.app_context(), db.engine.connect() as connection:
        person = _person(connection, email)
        if person is None or _is_signed_in(connection, person.id):
            return sign_in()
    key = (id(app), password, _when(), *person)
    if key in _kept:
        jar, row, tries = _kept[key]
        return _again(app, jar, row | _begun_now(), tries)
    with apart():
        browser = sign_in()
    with app.app_context(), db.engine.connect() as connection:
        made = select(SignIn.__table__).where(SignIn.person_id == person.id)
        row = connection.execute(made).mappings().one()
        tries = connection.execute(select(Tries.__table__)).mappings().all()
    if not any(one["failed"] for one in tries):
        _kept[key] = dict(browser._cookies or {}), dict(row), [dict(one) for one in tries]
    return browser


def _when() -> datetime | date:
    """The minute where a test stands at a moment of its own, else the day: no sign-in of a later
    moment is one yet."""
    now = datetime.now(UTC)
    return now.replace(second=0, microsecond=0) if escape_hatch.is_travelling() else now.date()


def _begun_now() -> dict[str, Any]:
    """The moments of a sign-in of this very moment: a test that runs late is signed in as long."""
    if escape_hatch.is_travelling():
        return {}
    return dict.fromkeys(("made_at", "used_at", "proved_at"), datetime.now(UTC))


def _again(app: Flask, jar: Jar, row: dict[str, Any], tries: list[dict[str, Any]]) -> Browser:
    with app.app_context(), db.engine.begin() as connection:
        dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
        connection.execute(insert(SignIn.__table__), row)
        connection.execute(dialect.insert(Tries.__table__).on_conflict_do_nothing(), tries)
    browser = browser_of(app)
    browser._cookies = dict(jar)
    return browser


def _person(connection: Connection, email: str) -> Row[Any] | None:
    found = select(Person.__table__).where(Person.email == email)
    return connection.execute(found).one_or_none()


def _is_signed_in(connection: Connection, person_id: Any) -> bool:
    theirs = select(SignIn.id).where(SignIn.person_id == person_id)
    return connection.execute(theirs).first() is not None
