"""The reader's last change of a week, to be taken back by one press while the day lasts."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from homecare.desk.week.grid import Grid, Key
from homecare.diary.ledger import VOID, EntryRow
from homecare.diary.operations import IN_PARTS, Said
from homecare.language import local_day


class Change(NamedTuple):
    """What was saved together, as far as nothing else was said since."""

    at: datetime
    entries: list[EntryRow]

    @property
    def id(self) -> UUID:
        """One for what is taken back: pressed twice, it is taken back once."""
        return uuid5(min(one.id for one in self.entries), "taken_back")

    @property
    def days(self) -> int:
        """How many days it is about."""
        return len({one.local_date for one in self.entries})


def last_change(grid: Grid, reader: UUID | None, on: date, zone: str) -> Change | None:
    """What `reader` saved last of the week, on the day `on`; None where none of it holds."""
    by_id = {one.id: one for one in grid.written}
    last = _last_words(grid.written, by_id)
    mine = [
        one
        for thing, one in last.items()
        if one.written_by == reader and _holds(grid, thing, one)
        if local_day(one.received_at, zone) == on
    ]
    newest = max((one.received_at for one in mine), default=None)
    if newest is None:
        return None
    return Change(newest, [one for one in mine if one.received_at == newest])


def as_before(grid: Grid, change: Change) -> list[Said]:
    """What lets everything say again what it said before the change."""
    by_id = {one.id: one for one in grid.written}
    return [_before(one, by_id) for one in change.entries]


def _last_words(written: Iterable[EntryRow], by_id: Mapping[UUID, EntryRow]) -> dict[Key, EntryRow]:
    in_order = sorted(written, key=lambda one: (one.received_at, one.seq, _forms(one, by_id)))
    return {(one.local_date, one.kind, _line(one, by_id)): one for one in in_order}


def _forms(one: EntryRow, by_id: Mapping[UUID, EntryRow]) -> int:
    """How many forms of it there were before: what speaks of another one is later than that."""
    before = by_id.get(one.supersedes) if one.supersedes else None
    return 1 + _forms(before, by_id) if before else 0


def _holds(grid: Grid, thing: Key, one: EntryRow) -> bool:
    stands = grid.standing.get(thing)
    return stands is None if one.op == VOID else stands is not None and stands.id == one.id


def _line(one: EntryRow, by_id: Mapping[UUID, EntryRow]) -> str | None:
    """The line of an exercise; what takes back says it with what it takes."""
    before = by_id.get(one.supersedes) if one.supersedes else None
    line: str | None = one.body.get("line") or (before.body.get("line") if before else None)
    return line


def _before(one: EntryRow, by_id: Mapping[UUID, EntryRow]) -> Said:
    before = by_id.get(one.supersedes) if one.supersedes else None
    body: dict[str, Any] | None = before.body if before and before.op != VOID else None
    if body and one.kind in IN_PARTS:
        body = dict.fromkeys(one.body) | body  # a part that is new goes
    version = before.programme_version_id if before else one.programme_version_id
    return Said(one.kind, one.local_date, body, _line(one, by_id), version)
