"""A database as it was at one moment, while others go on writing to it.

SQLite copies itself page by page by its own means, in a moment in which nobody waits; PostgreSQL
shows one moment for as long as a transaction lasts.
"""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, NullPool, create_engine, text

from homecare.backups.file.tables import VERSION_TABLE
from homecare.backups.problems import BackupError

LOCKED = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
WAITS_SECONDS = 30.0  # for whoever writes to a file that was not opened for several yet


@contextmanager
def snapshot(engine: Engine, folder: Path) -> Iterator[Connection]:
    """The database at one moment; `folder` holds a file's copy meanwhile."""
    if engine.dialect.name == "sqlite":
        copy = folder / "snapshot.sqlite"
        copy_file(Path(engine.url.database or ""), copy)
        engine = plain_engine(f"sqlite:///{copy}")
        isolation = "SERIALIZABLE"
    else:
        isolation = "REPEATABLE READ"
    with engine.connect() as connection:
        connection.execution_options(isolation_level=isolation, postgresql_readonly=True)
        yield connection


def plain_engine(url: str) -> Engine:
    """An engine that keeps no connection, and says nothing of a row where something fails."""
    return create_engine(url, poolclass=NullPool, hide_parameters=True)


def copy_file(source: Path, target: Path) -> None:
    """Copy a SQLite database that may be written to meanwhile, and look whether it is sound."""
    target.touch(0o600, exist_ok=False)
    address = f"{source.resolve().as_uri()}?mode=rw"
    with (
        closing(sqlite3.connect(address, uri=True, timeout=WAITS_SECONDS)) as original,
        closing(sqlite3.connect(target)) as copy,
    ):
        original.backup(copy, progress=_give_up_on(source))
        copy.execute("PRAGMA journal_mode=DELETE")
        said = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
    if said != "ok":
        raise BackupError(f"{source} is damaged ({said}). Keep it, and the backups from before.")


def _give_up_on(source: Path) -> Callable[[int, int, int], None]:
    """By itself the copying waits for ever where the file is locked, and hears no Ctrl-C."""
    until = time.monotonic() + WAITS_SECONDS

    def look(status: int, _left: int, _all: int) -> None:
        if status in LOCKED and time.monotonic() > until:
            raise BackupError(f"{source} is locked by another program.")

    return look


def revision_of(connection: Connection) -> str:
    """The migration that the database stands at."""
    statement = f"SELECT version_num FROM {VERSION_TABLE}"  # noqa: S608 (our own word)
    found: str | None = connection.scalar(text(statement))
    if found is None:
        raise BackupError("The database says of no revision that it is its own.")
    return found
