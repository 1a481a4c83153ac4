"""Rows as text that is the same whichever database they stand in.

A row is a JSON list: ids as 32 hexadecimal digits, moments in UTC, days, truth and numbers as they
are, bytes in base64. Tables are asked for as the database has them, not as this homecare would, so
that one that was not migrated yet is read and written as well.
"""

import base64
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Date,
    DateTime,
    ForeignKeyConstraint,
    LargeBinary,
    MetaData,
    Table,
    Uuid,
    inspect,
    select,
)
from sqlalchemy.engine.interfaces import ReflectedForeignKeyConstraint
from sqlalchemy.types import TypeEngine

from homecare.database import Json

VERSION_TABLE = "alembic_version"
AT_ONCE = 500
Cells = list[Any]
Change = Callable[[Any], Any]


def tables_of(connection: Connection) -> list[Table]:
    """Every table as the database has it, those that others name first.

    Only what its rows need is asked for: indexes and checks would double the time.
    """
    look, found = inspect(connection), MetaData()
    named = look.get_multi_foreign_keys()
    for place, columns in look.get_multi_columns().items():
        own = [Column(column["name"], _without_json_null(column["type"])) for column in columns]
        Table(place[1], found, *own, *map(_naming, named.get(place, ())))
    return [table for table in found.sorted_tables if table.name != VERSION_TABLE]


def _naming(key: ReflectedForeignKeyConstraint) -> ForeignKeyConstraint:
    others = [f"{key['referred_table']}.{name}" for name in key["referred_columns"]]
    return ForeignKeyConstraint(key["constrained_columns"], others)


def _without_json_null(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    """Nothing is nothing: no column of ours tells it from JSON's null."""
    return Json if isinstance(kind, JSON) else kind


def names_of(table: Table) -> list[str]:
    """The names of its columns, in the one order in which rows are kept."""
    return sorted(column.name for column in table.columns)


def read_rows(connection: Connection, table: Table) -> Iterator[Cells]:
    """Every row, as plain values for JSON."""
    columns = [table.columns[name] for name in names_of(table)]
    ways = [_way_out(column) for column in columns]
    streamed = connection.execution_options(yield_per=AT_ONCE)
    for row in streamed.execute(select(*columns)):
        yield [None if cell is None else way(cell) for way, cell in zip(ways, row, strict=True)]


def write_rows(connection: Connection, table: Table, rows: Iterable[Cells]) -> None:
    """Insert rows that `read_rows` read, from whichever database."""
    names = names_of(table)
    ways = [_way_in(table.columns[name]) for name in names]
    waiting: list[dict[str, Any]] = []
    for cells in parents_first(rows, _self_reference(table)):
        values = (None if c is None else way(c) for way, c in zip(ways, cells, strict=True))
        waiting.append(dict(zip(names, values, strict=True)))
        if len(waiting) == AT_ONCE:
            connection.execute(table.insert(), waiting)
            waiting = []
    if waiting:
        connection.execute(table.insert(), waiting)


def parents_first(rows: Iterable[Cells], reference: tuple[int, int] | None) -> Iterator[Cells]:
    """Rows in an order in which none names a later one of its own table."""
    if reference is None:
        yield from rows
        return
    own, named = reference
    seen: set[str | None] = {None}
    left: Sequence[Cells] = list(rows)
    while left:
        ready = [cells for cells in left if cells[named] in seen]
        yield from ready or left  # those that name nobody are the database's to refuse
        seen |= {cells[own] for cells in ready}
        left = [cells for cells in left if cells[own] not in seen] if ready else []


def _self_reference(table: Table) -> tuple[int, int] | None:
    """Where a row has its id, and where the id of another row of its table; None without one."""
    names = names_of(table)
    for key in table.foreign_keys:
        if key.column.table is table and key.column.name == "id":
            return names.index("id"), names.index(key.parent.name)
    return None


def _way_out(column: Column[Any]) -> Change:
    if isinstance(column.type, Uuid):
        return lambda value: value.hex
    if isinstance(column.type, DateTime):
        return _moment_out
    if isinstance(column.type, Date):
        return date.isoformat
    if isinstance(column.type, LargeBinary):
        return lambda value: base64.b64encode(value).decode("ascii")
    return _same


def _way_in(column: Column[Any]) -> Change:
    if isinstance(column.type, Uuid):
        return UUID
    if isinstance(column.type, DateTime):
        zone = UTC if column.type.timezone else None
        return lambda text: datetime.fromisoformat(text).replace(tzinfo=zone)
    if isinstance(column.type, Date):
        return date.fromisoformat
    return base64.b64decode if isinstance(column.type, LargeBinary) else _same


def _moment_out(value: datetime) -> str:
    """SQLite keeps no zone: what had one is UTC there, and the clock of a practice has none."""
    plain = value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
    return plain.isoformat(" ", "microseconds")


def _same(value: Any) -> Any:
    return value


class Sum(NamedTuple):
    """How many rows, and one figure of them all that no order changes."""

    rows: int
    digest: str


class Summing:
    """Counts rows as they pass, and adds up a hash of each."""

    def __init__(self) -> None:
        self.rows, self._sum = 0, 0

    def add(self, cells: Cells) -> None:
        """One more row."""
        text = json.dumps([plain(cell) for cell in cells], sort_keys=True, ensure_ascii=False)
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
        self.rows, self._sum = self.rows + 1, (self._sum + int.from_bytes(digest)) % 2**256

    def passing(self, rows: Iterable[Cells]) -> Iterator[Cells]:
        """The same rows, counted."""
        for cells in rows:
            self.add(cells)
            yield cells

    @property
    def result(self) -> Sum:
        """What was counted so far."""
        return Sum(self.rows, f"{self._sum:064x}")


def plain(value: Any) -> Any:
    """A value as both databases answer it: PostgreSQL's JSON has one kind of number."""
    if isinstance(value, dict):
        return {name: plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def sum_of(connection: Connection, table: Table) -> Sum:
    """Count a table and add it up as it stands."""
    summing = Summing()
    for cells in read_rows(connection, table):
        summing.add(cells)
    return summing.result
