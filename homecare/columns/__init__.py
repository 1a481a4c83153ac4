"""Kinds of columns: ids, moments, and what takes room, kept packed and read byte for byte as it was
written; of a text in one its first line; and the rows of a statement as one text."""

import json
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Cast, ColumnElement, DateTime, Dialect, LargeBinary, Text, Uuid, cast
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator

LEVEL = 9
"""What is packed is written once and kept for years: as small as it gets."""


def pack(content: bytes) -> bytes:
    """Fewer bytes for the same (zlib, RFC 1950)."""
    return zlib.compress(content, LEVEL)


def unpack(kept: bytes) -> bytes:
    """What `pack` was given. Raises `zlib.error` where a byte has changed."""
    return zlib.decompress(kept)


class Packed(TypeDecorator[bytes]):
    """Bytes that are read whole."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        return None if value is None else pack(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        return None if value is None else unpack(value)


class PackedText(TypeDecorator[str]):
    """A text that is read whole, and never searched or sorted by the database."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        return None if value is None else pack(value.encode())

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        return None if value is None else unpack(value).decode()


id_of = lru_cache(8192)(UUID)
"""An id as SQLite keeps it, read. A page meets the same few in every row; a text always means the
same id, so one is dropped only for those that were met since."""


class Id(Uuid[UUID]):
    """As SQLAlchemy's own, where each id is read once."""

    def result_processor(self, dialect: Dialect, _coltype: Any) -> Callable[[Any], Any] | None:
        if dialect.supports_native_uuid:
            return None  # the driver reads it
        return lambda kept: None if kept is None else id_of(kept)


def as_written(column: ColumnElement[Any] | Any) -> Cast[str]:
    """For a statement: a column of JSON as the text it is kept as, for whoever parses it once."""
    return cast(column, Text)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, stored in UTC and always handed back aware; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else _in_utc(value)

    def result_processor(self, dialect: Dialect, coltype: Any) -> Callable[[Any], Any] | None:
        if dialect.name == "sqlite":
            return _moment  # in one step: a page meets hundreds
        return super().result_processor(dialect, coltype)


ZONE = "+00:00"


def _moment(kept: str | None) -> datetime | None:
    # With the zone in the text, as putting it into a datetime takes six times as long. What a
    # statement in words wrote has it there (`tally`).
    if kept is None:
        return None
    return datetime.fromisoformat(kept if kept.endswith(ZONE) else f"{kept}{ZONE}")


def _in_utc(kept: datetime) -> datetime:
    return kept.replace(tzinfo=UTC) if kept.tzinfo is None else kept.astimezone(UTC)


class FirstLine(FunctionElement[str]):
    """The first line of a text in a statement."""

    name, inherit_cache = "first_line", True


@compiles(FirstLine, "sqlite")
def _of_sqlite(element: FirstLine, compiler: Any, **more: Any) -> str:
    [text] = (compiler.process(clause, **more) for clause in element.clauses)
    return f"substr({text}, 1, instr({text}, char(10)) - 1)"


@compiles(FirstLine, "postgresql")
def _of_postgresql(element: FirstLine, compiler: Any, **more: Any) -> str:
    [text] = (compiler.process(clause, **more) for clause in element.clauses)
    return f"split_part({text}, chr(10), 1)"


class RowsAsJson(FunctionElement[str]):
    """All rows that a statement finds as one text, each by its columns, in no order.

    What SQLAlchemy and the driver do for a row costs four times what the database does; where many
    rows belong to one of another table, that one takes them along as a text. `read_rows` reads it.
    """

    name, inherit_cache, type = "rows_as_json", True, Text()


@compiles(RowsAsJson, "sqlite")
def _rows_of_sqlite(element: RowsAsJson, compiler: Any, **more: Any) -> str:
    return f"json_group_array(json_array({compiler.process(element.clauses, **more)}))"


@compiles(RowsAsJson, "postgresql")
def _rows_of_postgresql(element: RowsAsJson, compiler: Any, **more: Any) -> str:
    return f"CAST(json_agg(json_build_array({compiler.process(element.clauses, **more)})) AS TEXT)"


def read_rows(text: str | None) -> list[list[Any]]:
    """The rows in such a text. Numbers and words are read; days, moments and ids are text still,
    and what is yes or no is as true as it was."""
    rows: list[list[Any]] = json.loads(text) if text else []
    return rows


def read_moment(kept: str) -> datetime:
    """A moment out of such a row."""
    return _in_utc(datetime.fromisoformat(kept))
