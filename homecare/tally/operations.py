"""Counters of the limits on tries: one statement counts and answers."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, case, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from homecare.tally.models import Tally

BEGINS_ANEW = Tally.until <= bindparam("now")


def _count_up(insert: Any) -> Any:
    """From one on where there is none, or its time is over."""
    first = insert(Tally).values(
        key=bindparam("key"), counted=bindparam("amount"), until=bindparam("until")
    )
    return first.on_conflict_do_update(
        index_elements=[Tally.key],
        set_={
            "counted": case((BEGINS_ANEW, first.excluded.counted),
                            else_=Tally.counted + first.excluded.counted),
            "until": case((BEGINS_ANEW, first.excluded.until), else_=Tally.until),
        },
    ).returning(Tally.counted)  # fmt: skip


# Put together once: much that is sent counts several times.
_COUNT_UP = {
    "sqlite": _count_up(sqlite.insert),
    "postgresql": _count_up(postgresql.insert),
}


def count_up(connection: Connection, key: str, amount: int, now: datetime, until: datetime) -> int:
    """How many it is with these; `until` is when a counter that begins now is forgotten."""
    given = {"key": key, "amount": amount, "now": now, "until": until}
    counted: int = connection.execute(_COUNT_UP[connection.dialect.name], given).scalar_one()
    return counted


def counted(connection: Connection, key: str, now: datetime) -> tuple[int, datetime]:
    """How many it is, and until when they count; none, until now, where nothing counts."""
    here = select(Tally.counted, Tally.until).where(Tally.key == key, Tally.until > now)
    row = connection.execute(here).one_or_none()
    return (row.counted, row.until) if row else (0, now)


def forget(connection: Connection, key: str) -> None:
    """Let a counter begin anew."""
    connection.execute(delete(Tally).where(Tally.key == key))


def forget_old(session: Session, now: datetime) -> None:
    """Delete the counters whose time is over."""
    session.execute(delete(Tally).where(Tally.until <= now))


def forget_all(connection: Connection) -> int:
    """Delete every counter; answers how many there were."""
    return connection.execute(delete(Tally)).rowcount
