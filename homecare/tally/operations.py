"""Counters of the limits on tries: one statement counts and answers."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, case, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from homecare.tally.models import Tally

BEGINS_ANEW = Tally.until <= bindparam("now")


class Count(NamedTuple):
    """A counter, how much is added, and when it is forgotten where it begins now."""

    key: str
    amount: int
    until: datetime


INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


@cache
def _count_up(dialect: str, many: int) -> Any:
    """From one on where there is none, or its time is over. Put together once: much that is sent
    counts several times."""
    rows: list[dict[str, Any]] = [
        {"key": bindparam(f"key{n}"), "counted": bindparam(f"amount{n}"),
         "until": bindparam(f"until{n}")}
        for n in range(many)
    ]  # fmt: skip
    first = INSERTS[dialect](Tally).values(rows)
    return first.on_conflict_do_update(
        index_elements=[Tally.key],
        set_={
            "counted": case((BEGINS_ANEW, first.excluded.counted),
                            else_=Tally.counted + first.excluded.counted),
            "until": case((BEGINS_ANEW, first.excluded.until), else_=Tally.until),
        },
    ).returning(Tally.key, Tally.counted)  # fmt: skip


def count_up(connection: Connection, counts: Sequence[Count], now: datetime) -> dict[str, int]:
    """How many each is with these, by one statement; no key may come twice.

    Always in the order of their keys, so that two who count the same never wait for each other.
    """
    given: dict[str, Any] = {"now": now}
    for n, (key, amount, until) in enumerate(sorted(counts)):
        given |= {f"key{n}": key, f"amount{n}": amount, f"until{n}": until}
    statement = _count_up(connection.dialect.name, len(counts))
    return dict(map(tuple, connection.execute(statement, given)))


def take_back(connection: Connection, counts: Sequence[Count]) -> None:
    """Count down again what was counted up."""
    for key, amount, _ in counts:
        less = {"counted": Tally.counted - amount}
        connection.execute(update(Tally).where(Tally.key == key).values(less))


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
