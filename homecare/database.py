"""The base of all models, the column types, the pragmas and the one transaction of an edge."""

import os
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import partial
from typing import Any, Protocol
from uuid import UUID

import uuid6
from sqlalchemy import (
    JSON,
    Connection,
    Engine,
    ExceptionContext,
    ForeignKey,
    ForeignKeyConstraint,
    MetaData,
    event,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, scoped_session

from homecare.columns import Id, UtcDateTime
from homecare.postgresql import begin_to_write, commit

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

# SQLite takes the writer's lock when a transaction starts, not half-way through it: a reader that
# turns writer after somebody else's commit would be refused at once, whatever the busy timeout.
_writing: ContextVar[bool] = ContextVar("writing", default=False)
_patient: ContextVar[bool] = ContextVar("patient", default=True)

WRITER_SECONDS = 5
"""How long a write waits for another one; SQLite's lock, and in the pages PostgreSQL's."""
READER_SECONDS = 0.5
"""How long a page waits to read on PostgreSQL, where only a lock of a whole table stops it."""


class Room(Protocol):
    """Has a bounded number of places for those who wait to write; see `serving.waiting_room`."""

    def enter(self) -> None:
        """Take a place; raises an error of SQLAlchemy's where there is none."""

    def leave(self, moved: bool) -> None:
        """Give a place back; `moved` says that its holder came to write."""

    def wait_in_line(self, take: Callable[[], object], seconds: float) -> None:
        """Call `take` in turn, until it finds SQLite free or so much time has passed."""


# Of the engines whose threads answer pages. Commands and the clock wait as long as they like.
_rooms: "weakref.WeakKeyDictionary[Engine, Room]" = weakref.WeakKeyDictionary()
# Beside the connections: one that its server has cut off gives nothing out that is kept in it.
_places: "weakref.WeakKeyDictionary[Connection, Room]" = weakref.WeakKeyDictionary()


Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


class Base(DeclarativeBase):
    """Every table of homecare."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {  # noqa: RUF012 (SQLAlchemy's own name for it)
        UUID: Id(),
        datetime: UtcDateTime(),
        dict[str, Any]: Json,
        list[Any]: Json,
        list[str]: Json,
    }


def new_id() -> UUID:
    """A time-ordered id that a phone or a server can make without asking (UUIDv7)."""
    return uuid6.uuid7()


def prepare_engine(engine: Engine) -> None:
    """Keep connections to one process, and set the pragmas on every SQLite connection."""
    _leave_behind_at_fork(engine)
    event.listen(engine, "handle_error", _name_database)
    if engine.dialect.name != "sqlite":
        return
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin)


def _name_database(context: ExceptionContext) -> None:
    """An error that ends a command says which database it was; a password is not shown."""
    if context.engine is not None:
        _name_it(context.sqlalchemy_exception, context.engine)


def _name_it(error: Any, engine: Engine) -> None:
    if error is not None:
        error.database = name_of(engine)


def name_of(engine: Engine) -> str:
    """The file of a database, or the address of its server without the password."""
    file = engine.url.database if engine.dialect.name == "sqlite" else None
    return file or engine.url.render_as_string()


def let_few_wait(engine: Engine, room: Room) -> None:
    """Only those with a place in the room wait to write: said before the first connection."""
    _rooms[engine] = room
    if engine.dialect.name == "sqlite":
        return
    # There any statement may have to wait for another one's row, so a place is kept to the end.
    event.listen(engine, "connect", _read_impatiently)
    event.listen(engine, "begin", _begin)
    event.listen(engine, "commit", lambda connection: _give_place_back(connection, True))
    event.listen(engine, "rollback", lambda connection: _give_place_back(connection, False))


def _leave_behind_at_fork(engine: Engine) -> None:
    """A process that is forked begins without connections: two that speak over one read each
    other's answers. Its parent's are left as they are, for the parent to use and to close.
    """
    kept = weakref.ref(engine)

    def begin_without() -> None:
        if (own := kept()) is not None:
            own.dispose(close=False)

    if hasattr(os, "register_at_fork"):  # not where processes can't be forked
        os.register_at_fork(after_in_child=begin_without)


def _set_pragmas(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # transactions are begun by `_begin`, not by the driver
    for pragma in (
        f"busy_timeout={WRITER_SECONDS * 1000}",
        "journal_mode=WAL",
        "foreign_keys=ON",
        # A diary says "saved": FULL keeps a commit through a power cut, at about 0.6 ms each.
        "synchronous=FULL",
        # In kibibytes: a caseload of two hundred reads more than the usual two megabytes, and
        # each page that found no room was read from the file for the next one again.
        "cache_size=-8192",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _read_impatiently(connection: Any, _record: Any) -> None:
    connection.execute(f"SET lock_timeout = '{READER_SECONDS}s'")
    connection.commit()


def _begin(connection: Any) -> None:
    if _writing.get():
        _begin_to_write(connection)
    elif connection.dialect.name == "sqlite":
        _tell_driver(connection, "BEGIN")


def _begin_to_write(connection: Any) -> None:
    room = _rooms.get(connection.engine) if _patient.get() else None
    if room:
        room.enter()
        _places[connection] = room
    taken, is_file = False, connection.dialect.name == "sqlite"
    try:
        if is_file:
            _begin_immediately(connection)
        elif connection.engine in _rooms:
            seconds = WRITER_SECONDS if _patient.get() else READER_SECONDS
            begin_to_write(connection, seconds, _tell_driver)
        taken = True
    finally:
        # SQLite's lock is one for all that writes: whoever has it needs no place to wait any more.
        if is_file or not taken:
            _give_place_back(connection, taken)


def _begin_immediately(connection: Any) -> None:
    begin = partial(_tell_driver, connection, "BEGIN IMMEDIATE")
    room = _places.get(connection)
    if _patient.get() and room is None:
        begin()
        return
    [usual] = _tell_driver(connection, "PRAGMA busy_timeout").fetchone()
    _tell_driver(connection, "PRAGMA busy_timeout=0")
    try:
        room.wait_in_line(begin, WRITER_SECONDS) if room else begin()
    finally:
        _tell_driver(connection, f"PRAGMA busy_timeout={usual}")


def _give_place_back(connection: Any, moved: bool) -> None:
    if room := _places.pop(connection, None):
        room.leave(moved)


def _tell_driver(connection: Any, statement: str) -> Any:
    """Past SQLAlchemy, but with its errors: nobody who handles a busy database knows the driver's.

    The engine's "begin" event is called outside of what SQLAlchemy translates.
    """
    dialect, driver = connection.dialect, connection.connection.driver_connection
    try:
        return driver.execute(statement)
    except dialect.loaded_dbapi.Error as error:
        is_lost = dialect.is_disconnect(error, driver, None)
        ours = DBAPIError.instance(
            statement, None, error, dialect.loaded_dbapi.Error, hide_parameters=True,
            connection_invalidated=is_lost, dialect=dialect,
        )  # fmt: skip
        _name_it(ours, connection.engine)
        if is_lost:
            connection.invalidate(error)
        raise ours from error


@contextmanager
def transaction(session: Session | scoped_session[Any], patient: bool = True) -> Iterator[Session]:
    """All that stands inside is stored together, or nothing of it.

    Opened once, at the edge, around everything an edge calls. What was read before it is
    released first, so that the writer starts from the newest state; where that fails, a server has
    gone, it is let go of all the same. Not `patient`: what can as well be stored another time, and
    is not worth waiting for another writer.
    """
    if _writing.get():
        raise RuntimeError("a transaction is open already; only an edge opens one")
    token, patience = _writing.set(True), _patient.set(patient)
    try:
        session.commit()
        yield session() if isinstance(session, scoped_session) else session
        commit(session)
    except BaseException:
        session.rollback()
        raise
    finally:
        _writing.reset(token)
        _patient.reset(patience)


def turn_writer(session: Session | scoped_session[Any]) -> None:
    """Let a session that has only read so far write, outside `transaction()`: for a library's edge.

    What was changed but not yet sent to the database is kept. A session that writes already, for
    an edge of ours or after an earlier call, goes on as it is.
    """
    connection = session.connection()
    this = connection.get_transaction()
    if _writing.get() or session.info.get("writes in") is this:
        return
    if connection.dialect.name == "sqlite":
        _tell_driver(connection, "ROLLBACK")
    _begin_to_write(connection)
    session.info["writes in"] = this


def rows_of(session: Session | scoped_session[Any], statement: Any, given: Any) -> Any:
    """The rows of a statement that names columns alone, past all that a session does for objects:
    that took longer than the database. What is not sent yet is sent before."""
    session.flush()
    return session.connection().execute(statement, given)


def kept_rows(session: Session, statement: Any, given: Any) -> list[tuple[Any, ...]]:
    """The same as the driver hands them over, for whoever reads each of them once."""
    session.flush()
    found: Any = session.connection().execute(statement, given)
    return [tuple(row) for row in found.cursor.fetchall()]


def same_practice(column: str, table: str) -> ForeignKeyConstraint:
    """A foreign key that can't reach into another practice: `column` refers to `table.id`."""
    return ForeignKeyConstraint(["practice_id", column], [f"{table}.practice_id", f"{table}.id"])


class OfPractice:
    """A row that belongs to one practice. Others refer to it by practice and id together."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    practice_id: Mapped[UUID] = mapped_column(ForeignKey("practice.id"))


class OfClient(OfPractice):
    """A row about one client of one practice; `Scope` filters on both columns."""

    client_id: Mapped[UUID]
