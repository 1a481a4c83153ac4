"""Rows of a database between two migrations, given other values."""

from typing import Any

from sqlalchemy import Engine, MetaData, Table

from tests.commands.migrated import migrate_to


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
