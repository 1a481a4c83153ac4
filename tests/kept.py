"""Where many tests begin: made once in a process, and put back row by row for each of them.

Nothing is shared but rows that were read before the first of them began; what a test does to its
own is gone after it, as always. Rows are kept as the SQL that writes them again, which costs a
tenth of what it costs to send each table's rows through an ORM.
"""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, TypeVar, cast

import psycopg
from sqlalchemy import Connection, Table, inspect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from homecare.database import Base
from tests import ids
from tests.second_database.sent import apart

Made = TypeVar("Made")
Rows = tuple[str, ...]  # statements that write them
BEGUN = "begun"  # of a session whose test began with kept rows
_begun: dict[tuple[str, date], tuple[Rows, int, Any]] = {}
_gone_on: dict[tuple[str, Rows], tuple[Rows, int]] = {}


def begin_with(session: Session, name: str, make: Callable[[], Made]) -> Made:
    """What `make` once made and committed of an empty database; its rows stand there again.

    The objects in it belong to no session: `own_copies` gives each test its own.
    What is made may hang on the day, as a sign-in does, and on nothing else.
    """
    known = name, datetime.now(UTC).date()
    session.info[BEGUN] = True
    if known in _begun:
        rows, newest, before = _begun[known]
        run(session.connection(), rows)
        ids.go_on_after(newest)
        session.commit()
        return cast(Made, before)
    if everything(session):
        session.rollback()
        session.info.pop(BEGUN)
        return make()
    with apart():
        made = make()
    _begun[known] = everything(session), ids.latest(), made
    session.commit()
    session.expunge_all()
    return made


def go_on(session: Session, name: str, make: Callable[[], None]) -> None:
    """What `make` writes and commits, done once for all tests that stand exactly where this does.

    `make` may look at nothing but the database and what `name` says. Only after `begin_with`:
    elsewhere every test has ids of its own, and nothing would be met again.
    """
    if not session.info.get(BEGUN):
        make()
        return
    before = list(session)
    session.flush()
    known = name, everything(session)
    if known in _gone_on:
        rows, newest = _gone_on[known]
        empty_all_tables(session.connection())
        run(session.connection(), rows)
        ids.go_on_after(newest)
    else:
        with apart():
            make()
        _gone_on[known] = everything(session), ids.latest()
    session.commit()
    for one in set(session) - set(before):
        session.expunge(one)
    for one in before:  # what they have of others stays with them
        session.refresh(one, inspect(one).mapper.column_attrs.keys())
    session.commit()


@cache
def _tables() -> Sequence[Table]:
    """Those that others name first; asked for once the app has brought them all."""
    return Base.metadata.sorted_tables


def own_copies(session: Session, objects: Mapping[str, Any]) -> dict[str, Any]:
    """The session's own objects in the state that making left those in, with nothing begun.

    What nobody gave them would be read at the first look at it, inside whatever goes on then.
    """
    copies = {name: session.merge(one, load=False) for name, one in objects.items()}
    for copy in copies.values():
        inspect(copy).expired_attributes.clear()
    session.commit()
    return copies


def empty_all_tables(connection: Connection) -> None:
    """Delete every row, in one piece."""
    names = [f'"{table.name}"' for table in reversed(_tables())]
    # Without a chain the database lets lines of the audit trail go.
    names.insert(0, '"audit_chain"')
    deletions = [f"DELETE FROM {name}" for name in names]  # of few rows: quicker than to truncate
    if connection.dialect.name == "postgresql":
        # A phone may still be sending: nobody writes between two of the deletions.
        deletions.insert(0, f"LOCK TABLE {', '.join(names)} IN ACCESS EXCLUSIVE MODE")
    run(connection, deletions)


def run(connection: Connection, statements: Sequence[str]) -> None:
    """Send statements past all that looks at single ones; PostgreSQL gets them in one piece."""
    cursor = connection.connection.cursor()
    whole = connection.dialect.name == "postgresql"
    try:
        for statement in [";".join(statements)] if whole else statements:
            cursor.execute(statement)
    except (sqlite3.Error, psycopg.Error) as error:
        raise DBAPIError(None, None, error) from error
    finally:
        cursor.close()


def everything(session: Session) -> Rows:
    """The statements that write every row again, those of tables that others name first."""
    connection = session.connection()
    cursor = connection.connection.cursor()
    if connection.dialect.name == "postgresql":
        cursor.execute("SELECT to_regproc('pg_temp.kept_rows') IS NULL")
        if cursor.fetchone() == (True,):
            cursor.execute(_planned_once())
        cursor.execute("SELECT * FROM pg_temp.kept_rows()")
    else:
        cursor.execute(_reading("sqlite"))
    found = tuple(statement for _, statement in cursor.fetchall() if statement)
    cursor.close()
    return found


@cache
def _reading(database: str) -> str:
    """One statement that reads all tables, each as the statement that writes its rows again."""
    parts = (_as_insert(database, n, table) for n, table in enumerate(_tables()))
    return " UNION ALL ".join(parts) + " ORDER BY 1"


def _planned_once() -> str:
    """The same as a function of a connection's own: to plan so long a statement takes PostgreSQL
    twenty times as long as to carry it out, and what the driver prepares a rollback forgets."""
    return f"""CREATE FUNCTION pg_temp.kept_rows() RETURNS TABLE (kept_place integer, kept_as text)
        LANGUAGE plpgsql AS $planned$ BEGIN RETURN QUERY {_reading("postgresql")}; END $planned$"""


def _as_insert(database: str, number: int, table: Table) -> str:
    names = [f'"{column.name}"' for column in table.columns]
    joined, quoted = ("group_concat({}, ',')", "quote({})")
    if database == "postgresql":
        joined, quoted = ("string_agg({}, ',')", "quote_nullable({}::text)")
    row = " || ',' || ".join(map(quoted.format, names))
    rows = joined.format(f"'(' || {row} || ')'")
    into = f"""'INSERT INTO "{table.name}" ({", ".join(names)}) VALUES ' || """
    return f'SELECT {number}, {into}{rows} FROM "{table.name}"'
