"""A weaker hash is replaced when its password is written, and never at the cost of a sign-in."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from homecare.accounts.models import Person
from homecare.accounts.sign_in.hashing import verify
from homecare.extensions import db
from tests.make.people import PASSWORD, make_practice, signed_in

OWNER = "owner@homecare.example"
# As today's in a test, but half as long.
WEAKER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1, hash_len=16).hash(PASSWORD)


@pytest.fixture
def person(session: Session) -> Person:
    make_practice(session)
    person = session.query(Person).one()
    person.password = WEAKER
    session.commit()
    return person


@contextmanager
def somebody_writes(engine: Engine) -> Iterator[None]:
    """The database is busy for as long as this lasts."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            driver = connection.connection.driver_connection
            assert driver is not None
            driver.execute("BEGIN IMMEDIATE")
            yield
            driver.execute("ROLLBACK")
        else:
            connection.execute(text("SELECT id FROM person FOR UPDATE"))
            yield


def hash_of(session: Session, person: Person) -> str | None:
    session.rollback()
    session.refresh(person)
    return person.password


def test_signing_in_replaces_it_once(app: Flask, session: Session, person: Person) -> None:
    assert signed_in(app, OWNER)
    stronger = hash_of(session, person)
    assert stronger not in (WEAKER, None)
    assert signed_in(app, OWNER, PASSWORD)
    assert hash_of(session, person) == stronger


def test_a_wrong_password_replaces_nothing(app: Flask, session: Session, person: Person) -> None:
    with app.test_request_context():
        assert not verify(db.session.get_one(Person, person.id), "another one entirely")
    assert hash_of(session, person) == WEAKER


def test_while_the_database_is_busy_the_password_is_right_and_the_hash_stays(
    app: Flask, session: Session, person: Person
) -> None:
    with app.test_request_context(), somebody_writes(db.engine):
        mine = db.session.get_one(Person, person.id)
        assert verify(mine, PASSWORD)
        assert not db.session.is_modified(mine)
    assert hash_of(session, person) == WEAKER
