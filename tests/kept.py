"""Where many tests begin: made once in a process, and put back row by row for each of them.

Nothing is shared but rows that were read before the first of them began; what a test does to its
own is gone after it, as always.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any, TypeVar, cast

from sqlalchemy import Table, insert, inspect, select
from sqlalchemy.orm import Session

from homecare.database import Base

Made = TypeVar("Made")
Rows = list[tuple[Table, list[dict[str, Any]]]]
_begun: dict[tuple[str, date], tuple[Rows, Any]] = {}


def begin_with(session: Session, name: str, make: Callable[[], Made]) -> Made:
    """What `make` once made and committed of an empty database; its rows stand there again.

    The objects in it belong to no session: `own_copies` gives each test its own.
    What is made may hang on the day, as a sign-in does, and on nothing else.
    """
    known = name, datetime.now(UTC).date()
    if known in _begun:
        rows, before = _begun[known]
        _put_back(session, rows)
        return cast(Made, before)
    if _everything(session):
        session.rollback()
        return make()
    made = make()
    _begun[known] = _everything(session), made
    session.commit()
    session.expunge_all()
    return made


def own_copies(session: Session, objects: Mapping[str, Any]) -> dict[str, Any]:
    """The session's own objects in the state that making left those in, with nothing begun.

    What nobody gave them would be read at the first look at it, inside whatever goes on then.
    """
    copies = {name: session.merge(one, load=False) for name, one in objects.items()}
    for copy in copies.values():
        inspect(copy).expired_attributes.clear()
    session.commit()
    return copies


def _put_back(session: Session, rows: Rows) -> None:
    for table, some in rows:
        session.execute(insert(table), some)
    session.commit()


def _everything(session: Session) -> Rows:
    """The rows of every table that has some, those that others name first."""
    found = (
        (table, [dict(row) for row in session.execute(select(table)).mappings()])
        for table in Base.metadata.sorted_tables
    )
    return [(table, rows) for table, rows in found if rows]
