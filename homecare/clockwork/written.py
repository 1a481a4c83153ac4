"""Whether anybody has written since a look: the database itself says so, and no writer can forget.

Where nobody has, all that was read stands as it was, and need not be read again.
"""

from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

SNAPSHOT = text("SELECT pg_current_snapshot()::text")

State = tuple[Any, ...]
"""The database as it was at a look. Two that are equal are one state: nothing was stored between
them. Two that differ say little, as somebody may have written about something else."""


def state_of(session: Session) -> State:
    """What a session sees now: asked before the first that is read, and before anything is written
    by it."""
    session.flush()
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        return _of_sqlite(connection)
    # Which transactions are seen: it is another one as soon as any that wrote has ended.
    return (connection.scalar(SNAPSHOT),)


def _of_sqlite(connection: Connection) -> State:
    """SQLite counts what other connections committed, and the driver the rows that its own has
    changed; both for one connection alone, so that another one's numbers say nothing."""
    driver: Any = connection.connection.driver_connection
    [others] = driver.execute("PRAGMA data_version").fetchone()
    return connection.info.setdefault(__name__, object()), others, driver.total_changes
