"""A commit whose answer got lost: PostgreSQL is asked what became of it.

A connection that is cut off while it commits leaves open whether all was stored or nothing. Whoever
tried again then might store a form twice, whoever did not might lose it. The transaction's number,
asked for beforehand, tells the two apart. SQLite has no way on which an answer could get lost.
"""

import time
import weakref
from collections.abc import Callable
from contextlib import closing, suppress
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionError
from sqlalchemy.orm import Session, scoped_session

AnySession = Session | scoped_session[Any]

ASKED = 20
"""So many times the server is asked: it may be starting anew, or still be at the commit."""
PAUSE = 0.1  # seconds between
# A server that only repeats another one's writes gives no numbers; the write itself says that best.
NUMBER = "(CASE WHEN pg_is_in_recovery() THEN NULL ELSE pg_current_xact_id() END)"

# Of transactions that were begun to write, which need not be asked for it once more.
_numbers: "weakref.WeakKeyDictionary[Connection, str | None]" = weakref.WeakKeyDictionary()


def begin_to_write(
    connection: Connection, seconds: float, tell: Callable[[Connection, str], Any]
) -> None:
    """Let this transaction wait for a lock for so long, and learn its number, in one question.

    `tell` asks past SQLAlchemy, and raises its errors.
    """
    ask = f"SELECT set_config('lock_timeout', '{seconds}s', true), {NUMBER}::text"
    _, _numbers[connection] = tell(connection, ask).fetchone()


def commit(session: AnySession) -> None:
    """Commit what a session wrote.

    Where the answer got lost and the server says that all is stored, that is a good end: what was
    read is read anew when it is asked for. Raises the error of a commit that stored nothing, or of
    one of which nobody can tell, as the server can't be reached.
    """
    number = _number(session)
    try:
        session.commit()
    except DBAPIError as error:
        session.rollback()
        if number is None or not error.connection_invalidated:
            raise
        if not _is_stored(session.get_bind(), number):
            raise


def _number(session: AnySession) -> str | None:
    """The number of the transaction that is open, on PostgreSQL."""
    own = session() if isinstance(session, scoped_session) else session
    if own.get_bind().dialect.name != "postgresql" or not own.in_transaction():
        return None
    connection = own.connection()
    if connection in _numbers:
        return _numbers.pop(connection)
    # Past SQLAlchemy, as a commit is: where the connection has gone, the commit itself says so.
    # What is still to be written then is left to the commit, which seals lines of the audit trail.
    with suppress(connection.dialect.loaded_dbapi.Error):
        return _answer(connection.connection.driver_connection, NUMBER)
    return None


def _is_stored(bind: Engine | Connection, number: str) -> bool:
    for _ in range(ASKED):
        with suppress(DBAPIError, NoConnectionError, bind.dialect.loaded_dbapi.Error):
            with closing(bind.engine.raw_connection()) as another:
                driver = another.driver_connection
                became = _answer(driver, "pg_xact_status(%s::xid8)", number)
            if became != "in progress":
                return became == "committed"
        time.sleep(PAUSE)
    return False


def _answer(driver: Any, call: str, *values: str) -> str | None:
    [answer] = driver.execute(f"SELECT {call}::text", values).fetchone()
    return None if answer is None else str(answer)
