"""Which rows go from one record to another, and back: of every table that names a client.

The tables are asked, not listed, so that one that is added later goes along by itself.
"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Table, or_, select, update
from sqlalchemy.orm import Session

from homecare.database import Base

LEFT = {"audit_line": "who did what in which record is evidence; the timeline reads both"}
"""Tables with a client whose rows stay with the record they were written about, and why."""
EPISODE = "episode"
Moved = dict[str, list[str]]


def tables() -> list[Table]:
    """Every table whose rows go along."""
    return [
        table
        for table in Base.metadata.sorted_tables
        if "client_id" in table.c and table.name not in LEFT
    ]


def bring(session: Session, practice_id: UUID, duplicate: UUID, keeper: UUID) -> Moved:
    """Give every row of the duplicate to the keeper; answers which, by table.

    What belongs to an episode goes with that and is not named.
    """
    episodes = _ids(session, Base.metadata.tables[EPISODE], practice_id, duplicate)
    moved: Moved = {}
    for table in tables():
        if "episode_id" in table.c:
            _give(session, table, keeper, table.c.episode_id.in_(episodes))
        else:
            ids = _ids(session, table, practice_id, duplicate)
            moved[table.name] = [str(one) for one in ids]
            _give(session, table, keeper, table.c.id.in_(ids))
    return moved


def give_back(session: Session, moved: Moved, keeper: UUID, duplicate: UUID) -> None:
    """Give back what `bring` brought, and all that was written since in that care."""
    for table, condition in _brought(moved):
        _give(session, table, duplicate, condition, table.c.client_id == keeper)


def _brought(moved: Moved) -> Iterator[tuple[Table, ColumnElement[bool]]]:
    episodes = [UUID(one) for one in moved[EPISODE]]
    for table in tables():
        if "episode_id" in table.c:
            yield table, table.c.episode_id.in_(episodes)
        else:
            named = table.c.id.in_([UUID(one) for one in moved.get(table.name, ())])
            yield table, or_(named, *_with_what_goes(table, episodes))


def _with_what_goes(table: Table, episodes: list[UUID]) -> Iterator[ColumnElement[bool]]:
    """A row without an episode goes where that goes which it belongs to: an answer with its letter,
    also one that came since."""
    for key in table.foreign_key_constraints:
        parent = key.referred_table
        if "episode_id" in parent.c:
            [(mine, its)] = [
                (one.parent, one.column) for one in key.elements if one.column.name == "id"
            ]
            yield mine.in_(select(its).where(parent.c.episode_id.in_(episodes)))


def _ids(session: Session, table: Table, practice_id: UUID, client_id: UUID) -> list[UUID]:
    of_one = table.c.practice_id == practice_id, table.c.client_id == client_id
    return list(session.scalars(select(table.c.id).where(*of_one)))


def _give(session: Session, table: Table, to: UUID, *which: Any) -> None:
    session.execute(update(table).where(*which).values(client_id=to))


def read_anew(session: Session) -> None:
    """Rows were written past the session: what it knows of them is asked for again."""
    session.flush()
    session.expire_all()
