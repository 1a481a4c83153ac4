"""Questions put together to one statement: a row with an array of JSON for each of them."""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

from sqlalchemy import Dialect, Select, bindparam, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import BindParameter
from sqlalchemy.sql.visitors import replacement_traverse

from homecare.together.packing import (
    KEPT,
    Part,
    Read,
    Rows,
    packed,
    part_of,
    things_of,
)


class Given(Protocol):
    """A question, as far as it is needed to send it."""

    @property
    def given(self) -> Mapping[str, Any]:
        """The values of its parameters."""


class _Bind(NamedTuple):
    """Where the value of a parameter comes from: of which question, by what name, and which of a
    list. Without a question it is `always` the same: the 0 that SQLite's OFFSET is given."""

    part: int | None = None
    name: str = ""
    place: int | None = None
    write: Read = None
    always: Any = None

    def value(self, asked: Sequence[Given]) -> Any:
        """As the driver takes it."""
        if self.part is None:
            return self.always
        given = asked[self.part].given[self.name]
        one = given if self.place is None else given[self.place]
        return self.write(one) if self.write else one


class Statement(NamedTuple):
    """The text of all of them together, its parameters by name, and how each part is read."""

    text: str
    binds: tuple[tuple[str, _Bind], ...]
    is_positional: bool
    parts: tuple[Part, ...]

    def read(self, session: Session, asked: Sequence[Given]) -> list[Rows]:
        """Send it, and read what comes."""
        named = [(name, bind.value(asked)) for name, bind in self.binds]
        given: Any = tuple(value for _, value in named) if self.is_positional else dict(named)
        session.flush()
        [sent] = session.connection().exec_driver_sql(self.text, given)
        answers = zip(self.parts, sent, strict=True)
        return [part.found(session, json.loads(one or "[]")) for part, one in answers]


@lru_cache(maxsize=KEPT)
def put_together(
    dialect: Dialect, statements: tuple[Select[Any], ...], lengths: tuple[tuple[int, str, int], ...]
) -> Statement:
    """Of statements; `lengths` are those of parameters that are lists."""
    things = [tuple(things_of(one)) for one in statements]
    came: dict[str, tuple[int, str]] = {}
    arrays = (packed(one, each, dialect) for one, each in zip(statements, things, strict=True))
    whole = select(*(_renamed(each, at, came).scalar_subquery() for at, each in enumerate(arrays)))
    compiled: Any = whole.compile(dialect=dialect)
    lists = {(at, name): [None] * many for at, name, many in lengths}
    state = compiled.construct_expanded_state({own: lists.get(of) for own, of in came.items()})
    single = {
        each: (own, place)
        for own, names in state.parameter_expansion.items()
        for place, each in enumerate(names)
    }
    binds = []
    for name in state.positiontup or state.parameters:
        own, place = single.get(name, (name, None))
        write = compiled.binds[own].type.dialect_impl(dialect).bind_processor(dialect)
        known = own in came
        bind = _Bind(*came[own], place, write) if known else _Bind(always=state.parameters[name])
        binds.append((name, bind))
    parts = (part_of(one, each, dialect) for one, each in zip(statements, things, strict=True))
    return Statement(state.statement, tuple(binds), compiled.positional, tuple(parts))


def _renamed(statement: Select[Any], at: int, came: dict[str, tuple[int, str]]) -> Select[Any]:
    """The same with parameters of its own: two questions may give one name to two things. What is
    always the same stands in the text: SQLite looks at such a value to see whether an index of some
    rows will do, and where it is a parameter, it plans the whole statement anew each time."""

    def own(element: Any, **_more: Any) -> Any:
        if not isinstance(element, BindParameter):
            return None
        if not element.required:
            return element.render_literal_execute()
        name = f"q{at}_{element.key}"
        came[name] = at, element.key
        return bindparam(name, type_=element.type, expanding=element.expanding)

    renamed: Any = replacement_traverse(statement, {}, own)
    found: Select[Any] = renamed
    return found
