"""Rows of a database between two migrations: looked at, and given other values."""

import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, MetaData, Table, event, inspect

from tests.commands.migrated import VERSION, migrate_to

HASH = 32
Rows = dict[str, dict[str, Any]]


def begin_at(engine: Engine, revision: str) -> None:
    """Let the empty database be as it was at that revision."""
    migrate_to(engine.url.render_as_string(hide_password=False), revision)


def change(engine: Engine, table: str, **values: Any) -> None:
    """Give the one row of a table other values."""
    with engine.begin() as connection:
        connection.execute(table_of(engine, table).update().values(**values))


def add(engine: Engine, table: str, row: dict[str, Any]) -> None:
    """Put a second row into a table."""
    with engine.begin() as connection:
        connection.execute(table_of(engine, table).insert().values(row))


def remove(engine: Engine, *tables_and_id: Any) -> None:
    """Take a row out of a table, so that there is one again."""
    *names, row_id = tables_and_id
    found = {name: table_of(engine, name) for name in names}
    with engine.begin() as connection:
        for name in names:
            column = found[name].c.id if name == "visit" else found[name].c.visit_id
            connection.execute(found[name].delete().where(column == row_id))


def table_of(engine: Engine, name: str) -> Table:
    """A table as the database has it now."""
    return Table(name, MetaData(), autoload_with=engine)


def names_of_tables(connection: Connection) -> set[str]:
    """Their names alone, which are read much sooner."""
    return set(inspect(connection).get_table_names()) - {"alembic_version"}


def rows_as_kept(connection: Connection) -> Rows:
    """The one row of every table as the driver gives it: no table's columns are looked up."""
    names = sorted(names_of_tables(connection))
    read = {n: connection.exec_driver_sql(f'SELECT * FROM "{n}"').mappings().all() for n in names}
    assert max((len(some) for some in read.values()), default=0) <= 1
    return {name: dict(some[0]) if some else {} for name, some in read.items()}


@contextmanager
def at_each_revision(look: Callable[[Connection, str], object]) -> Iterator[None]:
    """Look at the database whenever it has come to a revision, within what goes on to the next:
    to begin anew for each one would take most of the time."""

    def note(connection: Connection, _cursor: Any, statement: str, *_more: Any) -> None:
        if version := VERSION.match(statement):
            look(connection, version[1])

    event.listen(Engine, "after_cursor_execute", note)
    try:
        yield
    finally:
        event.remove(Engine, "after_cursor_execute", note)


def filled(rows: Rows) -> set[str]:
    """The tables that hold anything."""
    return {name for name, row in rows.items() if row}


def said(value: Any) -> Any:
    """A value as a text column keeps it; a moment as the clock of the practice in London shows."""
    if isinstance(value, bytes):
        return unpacked(value)
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    return value.hex if isinstance(value, UUID) else value


def unpacked(value: bytes) -> str:
    """What was packed as it was before, once or more; a hash by its digits."""
    try:
        return unpacked(zlib.decompress(value))
    except zlib.error:
        return value.hex() if len(value) == HASH else value.decode()
