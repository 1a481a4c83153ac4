"""How Alembic reaches the app's database.

SQLite changes a table by building it anew; with foreign keys on, that would delete every child
row. So they are off during a migration, and nothing is kept that breaks one.

Of several that start at once, one migrates; the others wait for it, and find nothing left to do.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partialmethod
from typing import Any

from alembic import context
from alembic.operations import Operations
from click import echo
from flask import current_app
from sqlalchemy import JSON, Connection

from homecare import clock
from homecare.backups.before import ASKED, keep_a_way_back
from homecare.columns import Packed, PackedText, UtcDateTime
from homecare.database import Base
from homecare.extensions import db


def render_item(kind: str, item: Any, _context: Any) -> str | bool:
    """Write our own column types as the plain ones they are stored as."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Packed | PackedText):
        return "sa.LargeBinary()"
    if kind == "type" and isinstance(item, JSON):
        return "JSON"
    return False


def check_foreign_keys(connection: Connection) -> None:
    """Raise RuntimeError where a row refers to one that is not there."""
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        raise RuntimeError(f"the migration would leave broken references: {broken[:5]}")


LOCK = 0x686F6D65
"""Of PostgreSQL's advisory locks: of all that migrate a database, one holds it until it is done."""
WAIT_SECONDS = 600


def wait_for_others(connection: Connection) -> None:
    """Come to be the only one that migrates; before anything is read that another may change."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
        return
    begun = connection.connection.driver_connection
    begun.execute("ROLLBACK")
    begun.execute("BEGIN IMMEDIATE")


def look_back(connection: Connection) -> None:
    """Keep the way back from a migration of what holds data; when it is this one's turn to migrate,
    so that of several that start at once one does."""
    before, after = context.get_context().get_current_revision(), context.get_head_revision()
    if before is not None and before != after:
        today = clock.machine_time().date()
        keep_a_way_back(connection.engine, before, str(after), today, echo)


@contextmanager
def tables_read_alone() -> Iterator[None]:
    """A table that is built anew is read without all that it refers to, and what those refer to:
    that was a third of what a new database took. The names that its foreign keys hold are enough.
    """
    usual = Operations.batch_alter_table
    Operations.batch_alter_table = partialmethod(usual, reflect_kwargs={"resolve_fks": False})
    try:
        yield
    finally:
        Operations.batch_alter_table = usual


def run(connection: Connection) -> None:
    """Run the migrations in one transaction on an open connection: all of them, or none.

    Alembic would keep each by itself in SQLite, as a driver's own transactions leave out tables
    that are made or changed. Ours are begun by hand and hold those too.
    """
    context.configure(
        connection=connection,
        transactional_ddl=True,
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_type=True,
        render_item=render_item,
    )
    with context.begin_transaction():
        wait_for_others(connection)
        if ASKED in context.get_x_argument():
            look_back(connection)
        with tables_read_alone():
            context.run_migrations()
        if connection.dialect.name == "sqlite":
            check_foreign_keys(connection)


def main() -> None:
    """Migrate the database of the app in whose context this runs."""
    with current_app.app_context():
        engine = db.engine
        if engine.dialect.name != "sqlite":
            with engine.connect() as connection:
                run(connection)
            return
        with engine.connect() as connection:
            driver = connection.connection.driver_connection
            [usual] = driver.execute("PRAGMA busy_timeout").fetchone()
            driver.execute("PRAGMA foreign_keys=OFF")
            driver.execute(f"PRAGMA busy_timeout={WAIT_SECONDS * 1000}")
            try:
                run(connection)
            finally:
                connection.rollback()
                driver.execute(f"PRAGMA busy_timeout={usual}")
                driver.execute("PRAGMA foreign_keys=ON")


main()
