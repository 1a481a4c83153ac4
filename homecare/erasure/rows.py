"""Which rows go with a record: of every table that names it, and of every table that names those.

The tables are asked, not listed, so that one that is added later is emptied by itself.
"""

from collections.abc import Collection, Iterator
from functools import cache
from uuid import UUID

from sqlalchemy import (
    Column,
    ColumnElement,
    CursorResult,
    Table,
    delete,
    false,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from homecare.database import Base

STAY = {
    "audit_line": "who did what in which record is evidence, and says nothing of what was in it",
    "erasure": "that and why it was erased is what stays",
    "membership": "ended, so that the phone of whoever signed in is told; it says nothing else",
}
"""Tables with a client whose rows stay, and why."""
EMPTIED = {
    "client": "its id and who treated them stay, so that counts and the audit trail hold",
    "person": "whoever signed in to nothing else: a row without name, address and password",
}
"""Tables whose rows stay without content, and why; `operations` empties them."""


def delete_rows(session: Session, records: Collection[UUID]) -> dict[str, int]:
    """Delete what the records hold, children before parents; answers how many, by table."""
    counts = {}
    for table in reversed(Base.metadata.sorted_tables):
        going = _going(table.name, tuple(records))
        if going is not None:
            _let_go(session, table, going)
            result = session.execute(delete(table).where(going))
            assert isinstance(result, CursorResult)  # noqa: S101 (tells the type checker)
            if result.rowcount:
                counts[table.name] = result.rowcount
    return counts


def _going(name: str, records: tuple[UUID, ...]) -> ColumnElement[bool] | None:
    """Which rows of a table go: those of the records, and those that can't be without one that
    goes. None where none ever does."""
    table = Base.metadata.tables[name]
    if not _is_emptied(name):
        return None
    which = [table.c.client_id.in_(records)] if "client_id" in table.c else []
    for column, parent in _needs(name):
        if parent != name and (theirs := _going(parent, records)) is not None:
            which.append(column.in_(select(_key(parent)).where(theirs)))
    return or_(false(), *which)


@cache
def _is_emptied(name: str) -> bool:
    """Whether rows of a table may go: it names a client, or a table of which that is so."""
    table = Base.metadata.tables[name]
    if name in STAY or name in EMPTIED:
        return False
    return "client_id" in table.c or any(
        parent != name and _is_emptied(parent) for _, parent in _needs(name)
    )


def _needs(name: str) -> Iterator[tuple[Column[object], str]]:
    """The columns of a table that name a row of another one, without which it can't be."""
    return ((column, parent) for column, parent in _names(name) if not column.nullable)


def _names(name: str) -> Iterator[tuple[Column[object], str]]:
    for key in Base.metadata.tables[name].foreign_key_constraints:
        own = [column for column in key.columns if column.name != "practice_id"]
        if own:
            yield own[-1], key.referred_table.name


def _key(name: str) -> Column[object]:
    return Base.metadata.tables[name].c.id


def _let_go(session: Session, table: Table, which: ColumnElement[bool]) -> None:
    """What may be without a row of `table` that goes, and stays itself, no longer names it."""
    if "id" not in table.c:
        return
    going = select(_key(table.name)).where(which)
    for other in Base.metadata.sorted_tables:
        for column, parent in _names(other.name):
            if parent == table.name and column.nullable:
                naming = update(other).where(column.in_(going))
                session.execute(naming.values({column.name: None}))
