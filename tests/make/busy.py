"""Somebody else who holds the database: a real lock of another connection, waited for in vain."""

import sqlite3
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from limits import parse_many
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from homecare.accounts.models import Person
from homecare.accounts.sign_in.limits import Budget
from homecare.database import Base
from homecare.extensions import limiter

IMPATIENT = {"sqlite": "PRAGMA busy_timeout=1", "postgresql": "SET lock_timeout='20ms'"}
USUAL = {"sqlite": "PRAGMA busy_timeout=5000", "postgresql": "RESET lock_timeout"}


_WATCHED: "weakref.WeakSet[Engine]" = weakref.WeakSet()


@contextmanager
def impatient(engine: Engine) -> Iterator[None]:
    """Every connection taken meanwhile gives up on a lock at once, until it is given back."""

    def be_impatient(connection: Any, record: Any, *_: Any) -> None:
        _tell(connection, IMPATIENT[engine.dialect.name])
        record.info["impatient"] = True

    if engine not in _WATCHED:
        _WATCHED.add(engine)
        event.listen(engine, "checkin", _be_patient)
    event.listen(engine, "checkout", be_impatient)
    try:
        yield
    finally:
        event.remove(engine, "checkout", be_impatient)


def _be_patient(connection: Any, record: Any) -> None:
    """Some are given back long after: none may give up at once on whoever takes it next."""
    if record.info.pop("impatient", False) and connection is not None:
        _tell(connection, USUAL["sqlite" if isinstance(connection, sqlite3.Connection) else
                                "postgresql"])  # fmt: skip


def _tell(connection: Any, statement: str) -> None:
    cursor = connection.cursor()
    cursor.execute(statement)
    cursor.close()
    if not isinstance(connection, sqlite3.Connection):
        connection.commit()


class Somebody:
    """Another connection that takes the lock which every writer needs, and lets go of it."""

    def __init__(self, engine: Engine) -> None:
        self.connection = engine.connect()
        self.sqlite = engine.dialect.name == "sqlite"
        self.holds = False

    def take(self) -> None:
        """From now on nobody else can write."""
        if self.holds:
            return
        self.holds = True
        if self.sqlite:
            self.connection.exec_driver_sql("ROLLBACK")
            self.connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            names = ", ".join(f'"{table}"' for table in Base.metadata.tables)
            self.connection.exec_driver_sql(f"LOCK TABLE {names} IN EXCLUSIVE MODE")

    def shut(self, table: str) -> None:
        """From now on nobody else can read one table either, as while it is altered; on SQLite
        nobody can ever be kept from reading, and so from writing alone."""
        if self.sqlite:
            return self.take()
        self.holds = True
        self.connection.exec_driver_sql(f'LOCK TABLE "{table}" IN ACCESS EXCLUSIVE MODE')
        return None

    def let_go(self) -> None:
        """Everybody may write again."""
        self.holds = False
        self.connection.rollback()


@contextmanager
def somebody(session: Session) -> Iterator[Somebody]:
    """Somebody else at the same database, on which nobody waits for long meanwhile."""
    engine = session.get_bind()
    assert isinstance(engine, Engine)
    other = Somebody(engine)
    session.rollback()
    with impatient(engine):
        try:
            yield other
        finally:
            other.let_go()
            other.connection.close()


def spend(app: Flask, session: Session, email: str, budget: Budget) -> None:
    """Somebody has just had all that a budget allows."""
    person = session.query(Person).filter_by(email=email).one()
    with app.app_context():
        for limit in parse_many(budget.often):
            limiter.limiter.hit(limit, budget.name, str(person.id), cost=limit.amount)
