"""A first look at the database, before anything is opened, made or migrated in it.

What can't be used is said in one line, with what to do, and is left exactly as it was found: what
is no database, what is damaged, what belongs to another program or to a newer homecare.
"""

import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import TypeVar

from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, make_url, text
from sqlalchemy.exc import DBAPIError

from config import ROOT, SettingError

LOCKED_SECONDS = 30  # for whoever else writes to the file
ASKED_AGAIN = 2.0  # seconds of each try
OURS, VERSION = "installation", "alembic_version"
STARTS = text("SELECT pg_advisory_lock(:lock)")
LOCK = 0x73746172
"""Not that of the migrations (`migrations/env.py`), which another connection runs meanwhile."""
LEFT = "Nothing was changed."
ELSEWHERE = "Set HOMECARE_INSTANCE or HOMECARE_DATABASE_URL to what can be written"
ROOM = "Look whether its disk is full, out of order, or only to be read; then start again"
Answer = TypeVar("Answer")


class UnfitError(SettingError):
    """A database that can't be used; the message says why, and what to do."""


def look_at(url: str) -> None:
    """Raises UnfitError where the database at `url` is a file that is not for us."""
    path = file_of(url)
    if path is None or not path.exists() or not path.stat().st_size:
        return
    _judge(str(path), *_answer(path, _contents))


def look_closely(engine: Engine) -> None:
    """The same for what is about to be migrated: a server's database too, and all of a file.

    Waits for a file that somebody else is writing to.
    """
    path = file_of(engine.url.render_as_string(hide_password=False))
    if path is None:
        _look_at_server(engine)
    elif path.exists() and path.stat().st_size:
        said = _answer(path, _check)
        if said != "ok":
            raise UnfitError(_damaged(path, said.replace("\n", " ")))


@contextmanager
def one_at_a_time(engine: Engine) -> Iterator[None]:
    """Servers that start on one PostgreSQL make it ready one after the other. A file has one server
    (`alone`)."""
    if engine.dialect.name != "postgresql":
        yield
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(STARTS, {"lock": LOCK})
        try:
            yield
        finally:
            connection.invalidate()  # and with the connection the lock goes, however this ended


def file_of(url: str) -> Path | None:
    """The file a database address names; None where a server keeps it, or memory."""
    address = make_url(url)
    if address.get_backend_name() != "sqlite" or address.database in (None, "", ":memory:"):
        return None
    return Path(address.database or "")


def holds_rows(path: Path | None, table: str) -> bool:
    """Whether a file is one of ours with something in that table; False where nobody can say."""
    if path is None or not path.exists():
        return False
    try:
        with closing(_connected(path)) as connection:
            rows = connection.execute(f"SELECT 1 FROM {table} LIMIT 1")  # noqa: S608 (our own word)
            return rows.fetchone() is not None
    except sqlite3.Error:
        return False


@contextmanager
def said_in_one_line() -> Iterator[None]:
    """Raises UnfitError, which says why, where the database fails what is done inside."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        raise UnfitError(_in_one_line(error)) from error


def _in_one_line(error: DBAPIError | sqlite3.Error) -> str:
    """What to say where the database fails a command: no statement, and nothing of a row."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    what = next(iter(str(cause).strip().splitlines()), "no reason given")
    name: str = getattr(error, "database", "the database")
    if "locked" in what:
        return f"{name} is busy with something else. Nothing was stored; try again"
    if "malformed" in what or "not a database" in what:
        return _damaged(name, what)
    if "unable to open" in what or "readonly" in what:
        return f"{name}: the database does not answer. {what}. {ELSEWHERE}"
    if "disk" in what:  # "disk I/O error", "database or disk is full"
        return f"{name}: the database can't be kept there. {what}. {ROOM}"
    if "Operational" in type(error).__name__:
        return f"{name}: the database does not answer. {what}"
    return f"{name}: the database can't be used ({type(cause).__name__}). {what}"


def _answer(path: Path, ask: Callable[[sqlite3.Connection], Answer]) -> Answer:
    """What the file answers; asked again and again while somebody else has locked it."""
    until, warned = time.monotonic() + LOCKED_SECONDS, False
    while True:
        try:
            with closing(_connected(path)) as connection:
                return ask(connection)
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise UnfitError(_unreadable(path, error)) from error
            if not warned:
                _say(f"{path} is being written to by another program; waiting for it …")
            warned = True
        except sqlite3.DatabaseError as error:
            raise UnfitError(_damaged(path, str(error))) from error


def _connected(path: Path) -> sqlite3.Connection:
    address = f"{path.resolve().as_uri()}?mode=rw"
    return sqlite3.connect(address, uri=True, isolation_level=None, timeout=ASKED_AGAIN)


def _contents(connection: sqlite3.Connection) -> tuple[set[str], str | None]:
    """The names of the tables, and the revision they are of."""
    rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    tables = {name for (name,) in rows if not name.startswith("sqlite_")}
    if VERSION not in tables:
        return tables, None
    revision = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return tables, revision[0] if revision else None


def _check(connection: sqlite3.Connection) -> str:
    """Whether the whole file can be read ("ok", or what is wrong), and written to."""
    said: str = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("ROLLBACK")
    return said


def _look_at_server(engine: Engine) -> None:
    _need_every_letter(engine)
    tables = set(inspect(engine).get_table_names())
    revision = None
    if VERSION in tables:
        with engine.connect() as connection:
            revision = connection.scalar(text("SELECT version_num FROM alembic_version"))
    _judge(engine.url.render_as_string(), tables, revision)


def _need_every_letter(engine: Engine) -> None:
    """Raises UnfitError for a database that can't hold every letter of a name."""
    with engine.connect() as connection:
        encoding = connection.scalar(text("SHOW server_encoding"))
    if encoding != "UTF8":
        name = engine.url.render_as_string()
        raise UnfitError(
            f"{name} keeps text as {encoding}, which has no room for every name. {LEFT} Make one "
            "with CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0"
        )


def _judge(name: str, tables: set[str], revision: str | None) -> None:
    if tables - {VERSION} and OURS not in tables:
        raise UnfitError(
            f"{name} belongs to another program. {LEFT} "
            "Name an empty database, or homecare's own, in HOMECARE_DATABASE_URL"
        )
    if revision is not None and revision not in revisions():
        raise UnfitError(
            f"{name} was made by a newer homecare (revision {revision}). {LEFT} "
            "Start that one or a later one, or restore a backup from before it"
        )


@cache
def revisions() -> set[str]:
    """Every revision that this homecare knows."""
    return {one.revision for one in ScriptDirectory(str(ROOT / "migrations")).walk_revisions()}


@cache
def newest_revisions() -> set[str]:
    """Where a database of this very homecare stands."""
    return set(ScriptDirectory(str(ROOT / "migrations")).get_heads())


def _damaged(name: Path | str, why: str) -> str:
    return f"{name} is damaged, or no database ({why}). {LEFT} Put a copy of it back"


def _unreadable(path: Path, error: sqlite3.Error) -> str:
    if "locked" in str(error):
        return f"{path} is locked by another program, for {LOCKED_SECONDS} seconds now. {LEFT}"
    mend = ROOM if "disk" in str(error) else ELSEWHERE
    return f"{path} can't be opened ({error}). {LEFT} {mend}"


def _say(words: str) -> None:
    print(f"homecare: {words}", file=sys.stderr, flush=True)  # noqa: T201 (to whoever started it)
