"""Somebody else who holds the database: a real lock of another connection, waited for in vain."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from homecare.database import Base

IMPATIENT = {"sqlite": "PRAGMA busy_timeout=1", "postgresql": "SET lock_timeout='20ms'"}
USUAL = {"sqlite": "PRAGMA busy_timeout=5000", "postgresql": "RESET lock_timeout"}


@contextmanager
def impatient(engine: Engine) -> Iterator[None]:
    """Every connection taken meanwhile gives up on a lock at once."""

    def be_impatient(connection: Any, *_: Any) -> None:
        _tell(connection, IMPATIENT[engine.dialect.name])

    def be_patient(connection: Any, *_: Any) -> None:
        if connection is not None:
            _tell(connection, USUAL[engine.dialect.name])

    event.listen(engine, "checkout", be_impatient)
    event.listen(engine, "checkin", be_patient)
    try:
        yield
    finally:
        event.remove(engine, "checkout", be_impatient)
        event.remove(engine, "checkin", be_patient)


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
