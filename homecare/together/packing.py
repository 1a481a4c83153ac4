"""How a question's answer is packed by the database, and read here.

It comes as an array of JSON, row by row. What SQLite keeps is text and numbers, which JSON holds as
they are; of PostgreSQL some kinds come as text. What a driver makes of them is made of them first,
and then what a kind of column makes of that, as always. What is JSON itself is read with the array.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import repeat
from operator import itemgetter
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    JSON,
    Dialect,
    Integer,
    Select,
    Text,
    TypeDecorator,
    case,
    cast,
    func,
    inspect,
    select,
    type_coerce,
)
from sqlalchemy.orm import Mapper, Session
from sqlalchemy.orm.attributes import instance_dict, instance_state
from sqlalchemy.sql.elements import UnaryExpression
from sqlalchemy.sql.operators import asc_op, desc_op

Read = Callable[[Any], Any] | None
Rows = Sequence[Any]

KEPT = 128  # statements, each of some kB; a page asks the same ones always

OF_SQLITE: dict[type, Read] = {bytes: bytes.fromhex}
OF_POSTGRESQL: dict[type, Read] = {
    bytes: bytes.fromhex, UUID: UUID, date: date.fromisoformat, datetime: datetime.fromisoformat,
}  # fmt: skip
"""What their drivers make of a column, by what it holds: of that array, so that the same follows as
always. What is not here, JSON tells apart itself."""
KINDS = {str, int, bool, dict, *OF_POSTGRESQL}
"""What is read together. A number with a fraction is not: SQLite leaves digits out of it."""


class Thing(NamedTuple):
    """What stands in one place of a row: a column, or all that are loaded of a model."""

    columns: tuple[Any, ...]
    mapper: Mapper[Any] | None = None
    names: tuple[str, ...] = ()
    ids: tuple[int, ...] = ()  # where among them the primary key stands


def things_of(statement: Select[Any]) -> Iterator[Thing]:
    """What stands in a row of a statement."""
    for one in statement.column_descriptions:
        if one["expr"] is not one["entity"]:
            yield Thing((one["expr"],))
            continue
        mapper = inspect(one["entity"]).mapper
        loaded = [each for each in mapper.column_attrs if not each.deferred]
        names = tuple(each.key for each in loaded)
        ids = tuple(
            names.index(mapper.get_property_by_column(each).key) for each in mapper.primary_key
        )
        yield Thing(tuple(getattr(one["expr"], name) for name in names), mapper, names, ids)


class Part(NamedTuple):
    """How what a question finds is read: which places of a row put it in order, the last first, and
    whether downwards; a reader for each column; and the things in a row."""

    order: tuple[tuple[int, bool], ...]
    readers: tuple[Read, ...]
    things: tuple[Thing, ...]

    def found(self, session: Session, rows: list[Any]) -> Rows:
        """Of what the database has sent."""
        for place, is_down in self.order:
            rows = _sorted(rows, place, is_down)
        sent = zip(*rows, strict=True) if rows else repeat(())
        read = iter([map(r, each) if r else each for r, each in zip(self.readers, sent)])  # noqa: B905
        things = [_made(session, thing, read) for thing in self.things]
        return list(zip(*things, strict=True)) if len(things) > 1 else list(things[0])


def part_of(statement: Select[Any], things: tuple[Thing, ...], dialect: Dialect) -> Part:
    """How the answer to a statement is read."""
    many = sum(len(thing.columns) for thing in things)
    order = [(many + at, down) for at, (_, down) in enumerate(_order_of(statement, dialect))]
    return Part(tuple(reversed(order)), tuple(_readers(things, dialect)), things)


def packed(statement: Select[Any], things: tuple[Thing, ...], dialect: Dialect) -> Select[Any]:
    """One of them as one value: an array of arrays, each its columns and what orders it."""
    order = list(_order_of(statement, dialect))
    if order and statement._distinct:
        raise TypeError("a DISTINCT is put in order by whoever asks")
    columns = [each for thing in things for each in thing.columns] + [key for key, _ in order]
    named = (_written(each, dialect).label(f"c{at}") for at, each in enumerate(columns))
    inside = statement.with_only_columns(*named)
    if statement._limit_clause is None:
        inside = inside.order_by(None)
    found = inside.subquery()
    if dialect.name == "sqlite":
        # JSON is put in here: from further inside it would come as a text, to be read once more.
        written = (
            func.json(c) if _holds(of) is dict else c
            for of, c in zip(columns, found.c, strict=True)
        )
        return select(func.json_group_array(func.json_array(*written)))
    return select(cast(func.json_agg(func.json_build_array(*found.c)), Text))


def _order_of(statement: Select[Any], dialect: Dialect) -> Iterator[tuple[Any, bool]]:
    """What puts its rows in order, and whether downwards. An array of SQLite is in none: its rows
    are put in order when they are read, as it compares values itself; PostgreSQL, whose words stand
    in the order of a language, numbers them."""
    clauses = statement._order_by_clauses
    if clauses and dialect.name != "sqlite":
        yield type_coerce(func.row_number().over(order_by=clauses), Integer), False
        return
    for one in clauses:
        key, is_down = one, False
        while isinstance(key, UnaryExpression) and key.modifier in (desc_op, asc_op):
            key, is_down = key.element, key.modifier is desc_op
        if getattr(key.type, "collation", None):
            raise TypeError(f"{one} is put in order by whoever asks")
        yield key, is_down


def _sorted(rows: list[Any], place: int, is_down: bool) -> list[Any]:
    """In the order of SQLite, to which NULL comes before everything."""
    try:
        return sorted(rows, key=itemgetter(place), reverse=is_down)
    except TypeError:  # there are some
        key: Callable[[Any], Any] = lambda row: (row[place] is not None, row[place])  # noqa: E731
        return sorted(rows, key=key, reverse=is_down)


def _written(column: Any, dialect: Dialect) -> Any:
    """A column as JSON holds it: bytes are text, and what is JSON in SQLite stays as it is kept."""
    holds, is_file = _holds(column), dialect.name == "sqlite"
    if holds is bytes:
        text: Any = func.hex(column) if is_file else func.encode(column, "hex")
        return case((column.is_not(None), text))
    return cast(column, Text) if holds is dict and is_file else column


def _holds(column: Any) -> type:
    """Of what type a column's values are in the database."""
    kind = column.type
    found = dict if isinstance(kind, JSON) else kind.python_type
    if found is object and isinstance(kind, TypeDecorator):
        found = kind.impl_instance.python_type
    if found not in KINDS:
        raise TypeError(f"{column} is of a kind that is not read together")
    return found


def _readers(things: tuple[Thing, ...], dialect: Dialect) -> Iterator[Read]:
    as_driver = OF_SQLITE if dialect.name == "sqlite" else OF_POSTGRESQL
    for column in (each for thing in things for each in thing.columns):
        holds = _holds(column)
        if holds is dict:
            yield None  # read already
        else:
            kind = column.type.dialect_impl(dialect).result_processor(dialect, None)
            yield _one_after_the_other(as_driver.get(holds), kind)


def _one_after_the_other(first: Read, then: Read) -> Read:
    """None is nothing to any of them but what the second makes of it."""
    if first is None:
        return then
    if then is None:
        return lambda value: None if value is None else first(value)
    return lambda value: then(None if value is None else first(value))


def _made(session: Session, thing: Thing, read: Iterator[Any]) -> Iterator[Any]:
    """A column's values, or the objects that columns make."""
    if thing.mapper is None:
        return iter(next(read))
    columns = [tuple(next(read)) for _ in thing.columns]
    ids = zip(*(columns[at] for at in thing.ids), strict=True)
    return _objects(session, thing, ids, zip(*columns, strict=True))


def _objects(
    session: Session, thing: Thing, ids: Iterable[Any], rows: Iterable[Any]
) -> Iterator[Any]:
    """The session's own, where it has it: as it stands there. Of no row, as an outer join has it,
    there is none."""
    mapper: Any = thing.mapper
    key_of, new, names = (
        mapper.identity_key_from_primary_key, mapper.class_manager.new_instance, thing.names,
    )  # fmt: skip
    kept, mine = session.identity_map, session.hash_key
    for id_, values in zip(ids, rows, strict=True):
        key = None if None in id_ else key_of(id_)
        made = None if key is None else kept.get(key)
        if key is not None and made is None:
            made = new()
            instance_dict(made).update(zip(names, values, strict=True))
            state = instance_state(made)
            state.key, state.session_id = key, mine
            kept.add(state)
        yield made
