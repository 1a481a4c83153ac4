"""A database that is busy: told from one that is at fault, asked again, and left to others.

SQLite has one writer at a time, and those who wait ask again only every few moments: whoever
writes again and again without a pause keeps them out for seconds. So what the clock and the
commands write goes through `in_turn`, piece by piece, and people come first. Where every processor
has work already, computing keeps people waiting as well: `resting` leaves them room there.
"""

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    IntegrityError,
    OperationalError,
    PendingRollbackError,
)
from sqlalchemy.exc import TimeoutError as NoConnectionError
from sqlalchemy.orm import Session, scoped_session
from sqlalchemy.orm.exc import StaleDataError

from homecare.database import transaction

T = TypeVar("T")

# SQLite's codes of a lock; PostgreSQL's classes of a lost connection, of transactions that
# crossed, of a server short of something, of a lock, of a server that is stopping.
LOCKED = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
NOT_NOW = ("08", "40", "53", "55", "57")
# SQLite's codes of a disk that is full, fails or can't be written; PostgreSQL's of the same.
STUCK = (
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
)
FULL = ("53100", "25006", "58030")
# Somebody else wrote the same row between our reading and our writing.
CROSSED = (StaleDataError, IntegrityError)

TRIES = 3
"""How often a piece of the clock's work is tried; each try waits as long as the database does."""
GIVES_WAY = 2
"""The writer's lock stays free for this many times as long as a piece has held it."""
LONGEST_PAUSE = 0.25  # seconds
RESTS = 3
"""A piece of work is followed by so many times what it stood in line for a processor."""
NOBODY_WAITS: ContextVar[bool] = ContextVar("nobody_waits", default=False)
SHARED_BY: ContextVar[int] = ContextVar("shared_by", default=1)
IN_LINE = Path("/proc/thread-self/schedstat")
"""Linux: nanoseconds this thread has run, then how many it was ready to run and did not."""


class CrossedError(NoConnectionError):
    """Whose a record is has changed while somebody wrote into it: what was to be stored is not to
    blame, and is tried again from the newest state, as where the database was busy."""


def is_busy(error: BaseException | None) -> bool:
    """Whether the database may well do later what it did not do now, with nobody's help."""
    if isinstance(error, NoConnectionError):
        return True
    if not isinstance(error, DBAPIError):
        return False
    code = getattr(error.orig, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF in LOCKED
    state = getattr(error.orig, "sqlstate", "")
    if state is None:  # no server was there to give one
        return isinstance(error, OperationalError)
    return error.connection_invalidated or state[:2] in NOT_NOW


def has_no_room(error: BaseException | None) -> bool:
    """Whether the database can't write at all until somebody makes room or lets it write: its disk
    is full, fails, or is only to be read.

    SQLite takes the whole transaction back by itself then, so that what is raised may be that a
    savepoint in it can't be found any more.
    """
    while error is not None:
        if isinstance(error, DBAPIError) and _is_stuck(error.orig):
            return True
        error = error.__cause__ or error.__context__
    return False


def _is_stuck(error: BaseException | None) -> bool:
    code = getattr(error, "sqlite_errorcode", None)
    return code & 0xFF in STUCK if code is not None else getattr(error, "sqlstate", "") in FULL


def is_the_databases(error: BaseException) -> bool:
    """Whether an error is the database's own: busy, full, damaged, not migrated, gone.

    What was to be stored is not to blame for it, and is neither given up nor put aside.
    """
    ours = isinstance(error, DBAPIError | NoConnectionError | PendingRollbackError)
    return ours and not isinstance(error, DataError | IntegrityError)


def let_go(session: Session | scoped_session[Any]) -> None:
    """Give back what a session holds; a server that has gone took it back by itself."""
    with suppress(DBAPIError):
        session.rollback()


def in_turn(session: Session | scoped_session[Any], work: Callable[[Session], T]) -> T:
    """Do `work` in one transaction of its own, then pause; again where somebody else was at it.

    `work` must read what it needs itself: a second try starts from the newest state. Raises the
    last error of a database that stays busy, and any other at once.
    """
    for left in reversed(range(TRIES)):
        try:
            done, held = _timed(session, work)
        except (DBAPIError, NoConnectionError, StaleDataError) as error:
            if not left or not (is_busy(error) or isinstance(error, CROSSED)):
                raise
        else:
            break
    if session.get_bind().dialect.name == "sqlite":
        _pause(held * GIVES_WAY)
    return done


@contextmanager
def before_anybody() -> Iterator[None]:
    """Work that is done before anybody is served: it makes way for nobody."""
    token = NOBODY_WAITS.set(True)
    try:
        yield
    finally:
        NOBODY_WAITS.reset(token)


@contextmanager
def shared_by(processes: int) -> Iterator[None]:
    """Long work that so many processes of this machine do together: `resting` takes it for granted
    that they stand in line for one another where there are more of them than processors."""
    token = SHARED_BY.set(processes)
    try:
        yield
    finally:
        SHARED_BY.reset(token)


@contextmanager
def resting() -> Iterator[None]:
    """Do a piece of long work, then rest where others wanted the processors meanwhile.

    A thread that had to stand in line was one too many. Where nobody else has work, or the system
    does not say, there is no rest.
    """
    ran_before, stood_before = _in_line()
    yield
    ran, stood = _in_line()
    by_our_own = (ran - ran_before) * _share_of_our_own()
    _pause((stood - stood_before - by_our_own) * RESTS)


def _share_of_our_own() -> float:
    """For how long who shares work stands in line for the others, in proportion to its own turns:
    at most as long, as two for each processor are enough to keep it busy."""
    if (processes := SHARED_BY.get()) == 1:
        return 0.0
    return min(max(processes / (os.cpu_count() or 1) - 1, 0.0), 1.0)


def _pause(seconds: float) -> None:
    if not NOBODY_WAITS.get():
        time.sleep(min(max(seconds, 0.0), LONGEST_PAUSE))


def _in_line() -> tuple[float, float]:
    """For how many seconds this thread ran, and how many others did while it could have."""
    try:
        ran, stood, *_ = IN_LINE.read_text("ascii").split()
        return int(ran) / 1e9, int(stood) / 1e9
    except (OSError, ValueError):
        return 0.0, 0.0


def _timed(session: Session | scoped_session[Any], work: Callable[[Session], T]) -> tuple[T, float]:
    """What came of it, and for how many seconds the writer's lock was held."""
    with transaction(session) as inside:
        inside.connection()  # waits for the lock
        began = time.monotonic()
        done = work(inside)
    return done, time.monotonic() - began
