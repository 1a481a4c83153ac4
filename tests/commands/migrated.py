"""Empty databases brought to a revision: by the migrations once in a process, and then by the
statements with which they did it.

What is kept stands in `_known` until the process ends. Whatever has tables already is migrated as
homecare does it; so is everything where a migration itself is looked at.
"""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from typing import Any

from alembic.script import ScriptDirectory
from sqlalchemy import Engine, NullPool, create_engine, event, inspect

import config
from homecare.commands import backup, move
from homecare.commands.migrating import migrate_to as by_the_migrations

VERSION = re.compile(r"(?:INSERT INTO|UPDATE) alembic_version\b.*?'(\w+)'")
READING = ("SELECT", "PRAGMA")
Statement = tuple[str, tuple[Any, ...]]
ON_ROWS = ("INSERT", "UPDATE", "DELETE")
MORE_STATEMENTS = {"cached_statements": 2000}


@dataclass
class Known:
    """Statements with what they are given, how many of them lead to each revision, and SQLite's
    databases that stand at one."""

    statements: list[Statement] = field(default_factory=list)
    until: dict[str, int] = field(default_factory=dict)
    whole: dict[str, sqlite3.Connection] = field(default_factory=dict)


_known: dict[str, Known] = {}


def migrate_to(url: str, revision: str) -> None:
    """Bring the database at an address to a revision; an empty one is so at once."""
    engine = create_engine(url, poolclass=NullPool)
    revision = _named(revision)
    known = _known.get(engine.dialect.name, Known())
    if inspect(engine).get_table_names():
        by_the_migrations(url, revision)
    elif revision in known.until:
        _again(engine, known, revision)
    else:
        with _noting(engine.dialect.name) as noted:
            by_the_migrations(url, revision)
        if len(noted.until) > len(known.until):
            _known[engine.dialect.name] = noted


def known_to_commands() -> None:
    """From now on, in a copy of the process: what a backup is unpacked into has its tables so."""
    for command in (backup, move):
        command.migrate_to = migrate_to  # type: ignore[attr-defined]


@cache
def _named(revision: str) -> str:
    scripts = ScriptDirectory(str(config.ROOT / "migrations"))
    return scripts.get_current_head() or "" if revision == "head" else revision


def _again(engine: Engine, known: Known, revision: str) -> None:
    statements = known.statements[: known.until[revision]]
    with engine.connect() as connection:
        raw: Any = connection.connection.driver_connection
        if engine.dialect.name == "sqlite":
            if revision not in known.whole:
                known.whole[revision] = _in_memory(statements)
            raw.execute("PRAGMA synchronous=OFF")
            known.whole[revision].backup(raw)
            raw.execute("PRAGMA journal_mode=WAL")  # as homecare leaves it
            return
        # In one piece: each by itself took twice as long.
        for plain, some in groupby(statements, lambda one: not one[1]):
            if plain:
                raw.execute(";\n".join(statement for statement, _ in some))
            else:
                for statement, given in some:
                    raw.execute(statement, *given)
        raw.commit()


def _in_memory(statements: list[Statement]) -> sqlite3.Connection:
    """A SQLite database to be copied, which is quicker than to make its tables anew."""
    made = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    for statement, given in statements:  # no foreign key is looked at, as in the migrations
        made.execute(statement, *given)
    return made


@contextmanager
def _noting(dialect: str) -> Iterator[Known]:
    """What is sent to an empty database meanwhile, without what reads and what met no row."""
    noted = Known()

    def note(
        connection: Any, cursor: Any, statement: str, parameters: Any, _context: Any, _many: Any
    ) -> None:
        kind, version = statement.lstrip().upper(), VERSION.match(statement)
        if connection.dialect.name != dialect or kind.startswith(READING):
            return
        if kind.startswith(ON_ROWS) and cursor.rowcount < 1 and not version:
            return
        noted.statements.append((statement, (parameters,) if parameters else ()))
        if version:
            noted.until[version[1]] = len(noted.statements)

    event.listen(Engine, "after_cursor_execute", note)
    try:
        yield noted
    finally:
        event.remove(Engine, "after_cursor_execute", note)


def hurry(engine: Engine) -> None:
    """Let SQLite do less for tests than for people: none cuts the power, and a disk that is busy
    for seconds would fail those that race; many hundred statements take turns, where a person's
    requests are alike."""
    event.listen(engine, "connect", lambda made, _record: made.execute("PRAGMA synchronous=OFF"))
    event.listen(
        engine, "do_connect", lambda _dialect, _record, _words, how: how.update(MORE_STATEMENTS)
    )
