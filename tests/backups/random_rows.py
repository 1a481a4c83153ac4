"""Databases with random rows in every table, and what stands in one, whichever kind it is."""

import random
import string
from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Engine,
    Integer,
    LargeBinary,
    NullPool,
    String,
    Table,
    Uuid,
    create_engine,
    select,
)
from sqlalchemy.exc import DBAPIError

from tests.backups.reflected import reflected
from tests.database.chosen import CHOSEN
from tests.database.test_migrations import fill, row_for

Everything = dict[str, list[tuple[str, ...]]]
LETTERS = string.printable[:95] + "äßéłñž€–“”’\n\t\\'\";漢字ไทยकמעا🙂\u2028"
ALONE = ("installation", "alembic_version")
TRIES = 8  # of another row in each table; what a constraint refuses is left out


def engine_of(url: str) -> Engine:
    return create_engine(url, poolclass=NullPool)


def make_random(url: str, seed: int) -> None:
    """Put random rows into every table of a migrated database that is empty."""
    chance, engine = random.Random(seed), engine_of(url)
    fill(engine)
    for table in reflected(engine):
        for _ in range(0 if table.name in ALONE else chance.randint(0, TRIES)):
            _try(engine, table, chance)


def _try(engine: Engine, table: Table, chance: random.Random) -> None:
    row = row_for(table)
    named = {key.parent.name for key in table.foreign_keys}
    for column in table.columns:
        if column.name == "id" or (column.name not in named and str(column) not in CHOSEN):
            row[column.name] = _value(column, chance)
    try:
        with engine.begin() as connection:
            connection.execute(table.insert(), [row])
    except DBAPIError:
        pass


def _value(column: Column[Any], chance: random.Random) -> Any:
    kind = column.type
    if column.nullable and chance.random() < 0.3 and not isinstance(kind, JSON):
        return None
    if isinstance(kind, Boolean):
        return chance.random() < 0.5
    if isinstance(kind, Integer):
        return chance.randint(0, 9)
    if isinstance(kind, DateTime):
        zone = UTC if kind.timezone else None
        return datetime(2026, 1, 1, tzinfo=zone) + timedelta(microseconds=chance.getrandbits(50))
    if isinstance(kind, Date):
        return date(1930, 1, 1) + timedelta(days=chance.randint(0, 40000))
    if isinstance(kind, JSON):
        return _json(chance)
    if isinstance(kind, LargeBinary):
        return chance.randbytes(chance.randint(0, 5000))
    if isinstance(kind, Uuid):
        return UUID(int=chance.getrandbits(128))
    return _text(kind, chance)


def _text(kind: Any, chance: random.Random) -> str:
    assert isinstance(kind, String)
    if kind.length == 32 and kind.__visit_name__ == "CHAR":
        return UUID(int=chance.getrandbits(128)).hex
    longest = min(kind.length or 3000, 3000)
    return "".join(chance.choice(LETTERS) for _ in range(chance.randint(0, longest)))


def _json(chance: random.Random, depth: int = 0) -> Any:
    if depth < 3 and chance.random() < 0.6:
        keys = ("b", "a", "leg", "ü", '"', "")
        return {key: _json(chance, depth + 1) for key in chance.sample(keys, chance.randint(0, 4))}
    number = chance.choice([chance.random(), 1e22, 1e-7, 7.0, -3, 2**70, 0.1])
    return chance.choice([None, True, "\\u00fc ’", [], [1, [2.5]], number]) if depth else [number]


def everything(url: str, without: Collection[str] = ()) -> Everything:
    """All rows of all tables, in an order of their own, as either database answers them."""
    engine = engine_of(url)
    with engine.connect() as connection:
        return {
            table.name: sorted(
                tuple(
                    _said(table.columns[name], row[name])
                    for name in sorted(row)
                    if f"{table.name}.{name}" not in without
                )
                for row in connection.execute(select(table)).mappings()
            )
            for table in reflected(engine)
        }


def _said(column: Column[Any], value: Any) -> str:
    if isinstance(value, datetime):
        return str(value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value)
    if isinstance(value, UUID):
        return repr(value.hex)
    return repr(_in_order(value)) if isinstance(column.type, JSON) else repr(value)


def _in_order(value: Any) -> Any:
    """PostgreSQL keeps no order of keys, and one kind of number."""
    if isinstance(value, dict):
        return [(key, _in_order(value[key])) for key in sorted(value)]
    if isinstance(value, list):
        return [_in_order(inner) for inner in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value
