"""Where a backup goes: an empty file, or an empty database of a server.

It is filled beside the place, under another name, and takes it over in one step.
"""

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, make_url, text

from homecare.accounts.installation import has_practice
from homecare.backups.problems import BackupError
from homecare.backups.snapshot import plain_engine
from homecare.backups.taking import folder_on_the_disk, on_the_disk
from homecare.serving.first_look import UnfitError, file_of, look_at, look_closely

SCHEMA = "homecare_restoring"
LEAVING_SECONDS = 3.0
FULL = (
    "{name} holds a practice already, and stays as it is. Move it away, or restore to another "
    "place: set HOMECARE_INSTANCE to a new folder, or HOMECARE_DATABASE_URL to an empty database."
)
FOREIGN = (
    "{name} holds tables of another program: {others}. Make a database of its own for homecare."
)
IN_USE = "{name} is in use: stop homecare first."
ALONE = (
    "{name} stands there without its database, and may hold what was written last. "
    "Move it away first."
)


class File:
    """A SQLite file."""

    def __init__(self, path: Path) -> None:
        self._path, self._draft = path, path.with_name(f".{path.name}.restoring")

    @contextmanager
    def prepared(self) -> Iterator[str]:
        """The address of a new database beside it, of which nothing stays behind."""
        self._check()
        self._clear_away()
        try:
            self._draft.touch(0o600)
            yield f"sqlite:///{self._draft}"
        finally:
            self._clear_away()

    def take_over(self) -> None:
        """Put what was prepared in its place."""
        self._check()
        with closing(sqlite3.connect(self._draft, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")  # one file, and nothing beside it
        on_the_disk(self._draft)
        os.replace(self._draft, self._path)
        folder_on_the_disk(self._path.parent)

    def need_still(self) -> None:
        """Raises BackupError where somebody else has it open."""
        try:
            with closing(sqlite3.connect(self._path, timeout=0.5)) as connection:
                connection.execute("PRAGMA locking_mode=EXCLUSIVE")
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
                connection.execute("ROLLBACK")
        except sqlite3.OperationalError as error:
            raise BackupError(IN_USE.format(name=self._path)) from error

    def _check(self) -> None:
        """Raises BackupError unless it is empty, or ours and without a practice, and nobody has it
        open."""
        if not self._path.exists() or not self._path.stat().st_size:
            for beside in self._beside(self._path):
                if beside.exists() and beside.stat().st_size:
                    raise BackupError(ALONE.format(name=beside))
            return
        with _fit():
            look_at(f"sqlite:///{self._path}")
        if has_practice(plain_engine(f"sqlite:///{self._path}")):
            raise BackupError(FULL.format(name=self._path))
        try:
            with closing(sqlite3.connect(self._path, timeout=0.5)) as connection:
                connection.execute("PRAGMA journal_mode=DELETE")  # whoever has it open forbids it
                connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            raise BackupError(IN_USE.format(name=self._path)) from error

    def _clear_away(self) -> None:
        for path in (self._draft, *self._beside(self._draft)):
            path.unlink(missing_ok=True)

    @staticmethod
    def _beside(path: Path) -> list[Path]:
        return [path.with_name(f"{path.name}{end}") for end in ("-wal", "-shm", "-journal")]


class Database:
    """A database of a server; what is prepared stands in a schema of its own."""

    def __init__(self, url: str) -> None:
        self._mine = f"homecare-restore-{os.getpid()}"
        named = make_url(url).update_query_dict({"application_name": self._mine})
        self._engine = plain_engine(named.render_as_string(hide_password=False))
        self._name = make_url(url).render_as_string()

    @contextmanager
    def prepared(self) -> Iterator[str]:
        """The address of an empty schema in it, of which nothing stays behind."""
        self._check()
        with self._engine.begin() as connection:
            _drop(connection)
            connection.execute(text(f"CREATE SCHEMA {SCHEMA}"))
        try:
            yield _in_schema(self._engine)
        finally:
            with self._engine.begin() as connection:
                _drop(connection)

    def take_over(self) -> None:
        """Put what was prepared in the place of tables without rows, in one transaction."""
        self._check()
        with self._engine.begin() as connection:
            here = connection.scalar(text("SELECT quote_ident(current_schema())"))
            made = inspect(connection).get_table_names(schema=SCHEMA)
            stand = inspect(connection).get_table_names()
            if others := sorted(set(stand) - set(made)):
                raise BackupError(FOREIGN.format(name=self._name, others=", ".join(others)))
            for name in stand:
                connection.execute(text(f'DROP TABLE "{name}" CASCADE'))
            for name in _functions(connection):  # what triggers call: the tables bring those
                connection.execute(text(f'DROP FUNCTION IF EXISTS {here}."{name}"()'))
                connection.execute(text(f'ALTER FUNCTION {SCHEMA}."{name}"() SET SCHEMA {here}'))
            for name in made:
                connection.execute(text(f'ALTER TABLE {SCHEMA}."{name}" SET SCHEMA {here}'))

    def _check(self) -> None:
        """Raises BackupError unless it is for us, holds no practice, and nobody else is
        connected."""
        with _fit():
            look_closely(self._engine)
        if has_practice(self._engine):
            raise BackupError(FULL.format(name=self._name))
        self.need_still()

    def need_still(self) -> None:
        """Raises BackupError where somebody else is connected."""
        until = time.monotonic() + LEAVING_SECONDS
        while self._others():  # what this command began with may still be on its way out
            if time.monotonic() > until:
                raise BackupError(IN_USE.format(name=self._name))
            time.sleep(0.05)

    def _others(self) -> int:
        statement = text(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND application_name <> :mine AND backend_type = 'client backend'"
        )
        with self._engine.connect() as connection:
            return int(connection.scalar(statement, {"mine": self._mine}) or 0)


def place_of(url: str) -> File | Database:
    """The place that a database's address names."""
    path = file_of(url)
    return File(path) if path else Database(url)


def need_still(url: str) -> None:
    """Raises BackupError where somebody else uses the database."""
    place_of(url).need_still()


@contextmanager
def _fit() -> Iterator[None]:
    """Raises BackupError for what another program keeps there, whatever its tables are called."""
    try:
        yield
    except UnfitError as error:
        raise BackupError(str(error)) from error


def _drop(connection: Connection) -> None:
    connection.execute(text(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE"))


def _functions(connection: Connection) -> list[str]:
    """The functions that were made beside the tables."""
    made = text("SELECT proname FROM pg_proc WHERE pronamespace = to_regnamespace(:schema)")
    return list(connection.scalars(made, {"schema": SCHEMA}))


def _in_schema(engine: Engine) -> str:
    """The same database's address, where every name means the one in that schema."""
    options = " ".join(filter(None, (_options(engine), f"-csearch_path={SCHEMA}")))
    url = make_url(engine.url).update_query_dict({"options": options})
    return url.render_as_string(hide_password=False)


def _options(engine: Engine) -> str:
    given = engine.url.query.get("options", "")
    return given if isinstance(given, str) else " ".join(given)
