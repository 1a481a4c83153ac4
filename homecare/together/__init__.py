"""Several questions to the database, asked as one statement; each finds what it finds alone.

A question is a SELECT that a room has put together once, and what it is asked about. `rows` asks
some of them at once. `ahead` asks those of a whole page, before its rooms ask them one by one: a
room need not know who else asks (decision 68).
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from sqlalchemy import Select
from sqlalchemy.orm import Session, scoped_session

from homecare.together.along import followers
from homecare.together.packing import Rows
from homecare.together.statement import put_together

AHEAD = "asked ahead"  # where a session keeps what was


class Asked(NamedTuple):
    """A SELECT of columns and whole models that is put together once, its parameters, and what is
    read `along` with each object that it finds: relationships of its model, or of theirs."""

    statement: Select[*tuple[Any, ...]]
    given: Mapping[str, Any]
    along: tuple[Any, ...] = ()

    @property
    def key(self) -> tuple[Any, ...]:
        """The same where the same is asked about the same."""
        given = ((name, _fixed(value)) for name, value in self.given.items())
        return self.statement, self.along, *given


def _fixed(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def rows(session: Session | scoped_session[Any], *asked: Asked) -> list[Rows]:
    """What each of them finds, in its order: tuples, or of a question for one thing that thing.

    Objects are the session's, as a query would load them. What was asked `ahead` is not asked
    again; the rest is one statement.
    """
    known: dict[Any, Rows] = session.info.get(AHEAD, {})
    keys = [one.key for one in asked]
    left = {key: one for key, one in zip(keys, asked, strict=True) if key not in known}
    if left:
        known = {**known, **dict(zip(left, _read(session, tuple(left.values())), strict=True))}
    return [known[key] for key in keys]


@contextmanager
def ahead(session: Session, *asked: Asked) -> Iterator[None]:
    """What is asked inside finds the answers to these there already, as they are now: for a page
    that only reads."""
    before = session.info.get(AHEAD, {})
    found = rows(session, *asked)
    session.info[AHEAD] = {**before, **{one.key: f for one, f in zip(asked, found, strict=True)}}
    try:
        yield
    finally:
        session.info[AHEAD] = before


def _read(session: Session | scoped_session[Any], asked: Sequence[Asked]) -> list[Rows]:
    """All of them and what is read along, in one statement."""
    mine = session() if isinstance(session, scoped_session) else session
    whole, begins = list[Asked](), list[int]()
    for one in asked:
        begins.append(len(whole))
        whole.append(Asked(one.statement, one.given))
        for each in followers(one.statement, one.along):
            whole.append(Asked(each.statement, one.given))
    found = _sent(mine, whole)
    for one, at in zip(asked, begins, strict=True):
        for place, each in enumerate(followers(one.statement, one.along), at + 1):
            owners = found[at + each.owner]
            if owners and isinstance(owners[0], tuple):
                owners = [row[0] for row in owners]
            each.joins(owners, found[place])
    return [found[at] for at in begins]


def _sent(session: Session, asked: Sequence[Asked]) -> list[Rows]:
    dialect = session.get_bind().dialect
    lengths = tuple(
        (at, name, len(value))
        for at, one in enumerate(asked)
        for name, value in one.given.items()
        if isinstance(value, list)
    )
    statement = put_together(dialect, tuple(one.statement for one in asked), lengths)
    return statement.read(session, asked)
