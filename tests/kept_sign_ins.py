"""Sign-ins by the real form, kept for everybody who is the same person again in a later test."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, Row, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from time_machine import escape_hatch

from homecare.accounts.models import Person, SignIn, Tries
from homecare.extensions import db

Key = tuple[Any, ...]
Jar = dict[Any, Any]
_kept: dict[Key, tuple[Jar, dict[str, Any], list[dict[str, Any]]]] = {}


def once(app: Flask, email: str, password: str, sign_in: Callable[[], FlaskClient]) -> FlaskClient:
    """A browser of one's own as `sign_in` leaves it, with the rows that it leaves.

    The first of a person in a test may be one of an earlier test, where the very same rows of them
    stood; the others are made, as each device has its own.
    """
    with app.app_context(), db.engine.connect() as connection:
        person = _person(connection, email)
        if person is None or _is_signed_in(connection, person.id):
            return sign_in()
    key = (id(app), password, _when(), *person)
    if key in _kept:
        return _again(app, *_kept[key])
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


def _again(app: Flask, jar: Jar, row: dict[str, Any], tries: list[dict[str, Any]]) -> FlaskClient:
    with app.app_context(), db.engine.begin() as connection:
        dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
        connection.execute(insert(SignIn.__table__), row)
        connection.execute(dialect.insert(Tries.__table__).on_conflict_do_nothing(), tries)
    browser = app.test_client()
    browser._cookies = dict(jar)
    return browser


def _person(connection: Connection, email: str) -> Row[Any] | None:
    found = select(Person.__table__).where(Person.email == email)
    return connection.execute(found).one_or_none()


def _is_signed_in(connection: Connection, person_id: Any) -> bool:
    theirs = select(SignIn.id).where(SignIn.person_id == person_id)
    return connection.execute(theirs).first() is not None
