"""What is read along with objects: the statement of each relationship, made of its owners'."""

from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Select, inspect, select
from sqlalchemy.orm.attributes import instance_dict, set_committed_value

from homecare.together.packing import KEPT, Rows


class Follower(NamedTuple):
    """What is read along: the statement that finds it, and to which of those before it belongs."""

    statement: Select[Any]
    owner: int
    name: str
    local: str
    remote: str
    is_list: bool

    def joins(self, owners: Rows, found: Rows) -> None:
        """Each owner gets its own. What was loaded before stays."""
        of: dict[Any, list[Any]] = {}
        for one in found:
            of.setdefault(getattr(one, self.remote), []).append(one)
        for owner in owners:
            if self.name not in instance_dict(owner):
                theirs = of.get(getattr(owner, self.local), [])
                value = theirs if self.is_list else next(iter(theirs), None)
                set_committed_value(owner, self.name, value)


@lru_cache(maxsize=KEPT)
def followers(statement: Select[Any], along: tuple[Any, ...]) -> tuple[Follower, ...]:
    """Of a statement whose first column is a model: one for each relationship, in that order."""
    first = statement.column_descriptions[0]["entity"]
    begun, found = {first: (0, statement)}, []
    for at, one in enumerate(along, 1):
        (local, remote), *more = one.property.local_remote_pairs
        if more:
            raise TypeError(f"{one} hangs on more than one column")
        model, (owner, owners) = one.property.mapper.class_, begun[one.class_]
        mine = inspect(one.class_).get_property_by_column(local).key
        theirs = inspect(model).get_property_by_column(remote).key
        here, there = getattr(one.class_, mine), getattr(model, theirs)
        if one.property.uselist and owners._limit_clause is None:
            beside = owners.with_only_columns(model, maintain_column_froms=True)
            follows = beside.order_by(None).where(there == here)
        else:
            some = owners if owners._limit_clause is not None else owners.order_by(None)
            follows = select(model).where(there.in_(some.with_only_columns(here)))
        follows = follows.order_by(*(one.property.order_by or ()))
        begun[model] = at, follows
        found.append(Follower(follows, owner, one.key, mine, theirs, one.property.uselist))
    return tuple(found)
