"""Reading the chain: where it ends, and whether it holds."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, bindparam, func, or_, select
from sqlalchemy.orm import Session

from homecare.accounts.models import AuditLine, Practice
from homecare.accounts.trail.chain import NOBODYS, Head, Said, Stored, breaks
from homecare.accounts.trail.models import AuditChain
from homecare.accounts.trail.words import KINDS
from homecare.together import Asked, rows

AT_ONCE = 2_000
ACCEPTED = "trail.accepted"
"""That somebody has looked into every break up to the line that its subject numbers."""
SERVER = "The server"
Database = Session | Connection
Heads = Mapping[UUID, Head]


class Found(NamedTuple):
    """A break, and in whose chain: None for what is no practice's."""

    practice_id: UUID | None
    practice: str
    seq: int
    what: str

    def __str__(self) -> str:
        return f"{self.practice}, line {self.seq}: {self.what}"


def heads(database: Database) -> dict[UUID, Head]:
    """Where each chain ends, as the database says."""
    rows = database.execute(select(AuditChain.id, AuditChain.length, AuditChain.seal))
    return {row.id: Head(row.length, row.seal) for row in rows}


def chain_of(database: Database, chain: UUID) -> str:
    """Whose chain it is, in words."""
    named = database.execute(select(Practice.name).where(Practice.id == chain)).scalar()
    return named or (SERVER if chain == NOBODYS else str(chain))


def found_breaks(database: Database, kept: Heads | None = None) -> Iterator[Found]:
    """Every break that nobody has accepted, chain by chain; `kept` are heads noted elsewhere."""
    return (found for found, accepted in every_break(database, kept) if not accepted)


def every_break(database: Database, kept: Heads | None = None) -> Iterator[tuple[Found, bool]]:
    """Every break, chain by chain, and whether somebody has accepted it."""
    kept, ends = kept or {}, heads(database)
    names: dict[UUID, str] = {
        row.id: row.name for row in database.execute(select(Practice.id, Practice.name))
    }
    names[NOBODYS] = SERVER
    begun = (*ends, *kept, *_with_lines(database))
    for chain in sorted({*names, *begun}):
        if chain == NOBODYS and chain not in begun:
            continue  # nothing has happened there yet
        practice, name = (None if chain == NOBODYS else chain), names.get(chain, str(chain))
        accepted = _accepted(database, practice)
        if chain not in ends and chain not in begun:
            gone = Found(practice, name, 1, "is missing: there is no trail of this practice")
            yield gone, False
            continue
        other = [kept[chain]] if chain in kept else []
        for seq, what in breaks(_lines(database, practice), ends.get(chain), other):
            yield Found(practice, name, seq, what), seq <= accepted


def _with_lines(database: Database) -> Iterator[UUID]:
    for (practice_id,) in database.execute(select(AuditLine.practice_id).distinct()):
        yield practice_id or NOBODYS


def _accepted(database: Database, practice: UUID | None) -> int:
    """Up to which line somebody has looked into the breaks of a chain."""
    last = (
        select(AuditLine.subject)
        .where(AuditLine.practice_id == practice, AuditLine.action == ACCEPTED)
        .order_by(AuditLine.seq.desc())
        .limit(1)
    )
    found = database.execute(last).scalar()
    return int(found) if found and found.isdecimal() else 0


def newest_of(database: Database, action: str) -> datetime | None:
    """When something was done last, in whosever chain; None where it never was."""
    return database.execute(
        select(func.max(AuditLine.at)).where(AuditLine.action == action)
    ).scalar()


def _lines(database: Database, practice: UUID | None) -> Iterator[Stored]:
    """The lines of a chain in their order; those without a seal come after its last one."""
    table = AuditLine.__table__.c
    columns = (table.seq, table.id, table.practice_id, table.actor_id, table.client_id,
               table.action, table.subject, table.at)  # fmt: skip
    ours = select(*columns, table.seal).where(table.practice_id == practice)
    last, more = 0, True
    while more:
        next_ones = ours.where(table.seq > last).order_by(table.seq).limit(AT_ONCE)
        piece = database.execute(next_ones).all()
        for row in piece:
            yield Stored(Said(*row[:-1]), row[-1])
            last = row.seq
        more = len(piece) == AT_ONCE
    for row in database.execute(ours.where(table.seq.is_(None))):
        yield Stored(Said(last + 1, *row[1:-1]), None)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines of a practice somebody looks for; `kind` is one of the trail's own words."""

    practice_id: UUID
    actor_id: UUID | None = None
    kind: str = ""
    begins: datetime | None = None
    ends: datetime | None = None

    def conditions(self) -> Iterator[ColumnElement[bool]]:
        """What is true of them."""
        yield AuditLine.practice_id == self.practice_id
        if self.actor_id:
            yield AuditLine.actor_id == self.actor_id
        if self.begins:
            yield AuditLine.at >= self.begins
        if self.ends:
            yield AuditLine.at < self.ends
        if self.kind in KINDS:
            yield _begins_with(KINDS[self.kind])
        elif self.kind:
            yield ~_begins_with([one for kind in KINDS.values() for one in kind])


def _begins_with(words: Iterable[str]) -> ColumnElement[bool]:
    return or_(*(AuditLine.action.startswith(one, autoescape=True) for one in words))


def trail(session: Session, wanted: Wanted, most: int, after: int = 0) -> Sequence[AuditLine]:
    """The newest lines that are wanted, `most` at most, after so many of them."""
    statement = (
        select(AuditLine)
        .where(*wanted.conditions())
        .order_by(AuditLine.at.desc(), AuditLine.id.desc())
        .offset(after)
        .limit(most)
    )
    return session.scalars(statement).all()


def trail_page(
    session: Session, wanted: Wanted, page: int, size: int = 50
) -> tuple[Sequence[AuditLine], bool]:
    """A page of the trail, newest first, and whether there are earlier lines."""
    lines = trail(session, wanted, size + 1, (page - 1) * size)
    return lines[:size], len(lines) > size


def audit_of_records(
    session: Session, practice_id: UUID, ids: Collection[UUID], actions: Collection[str]
) -> Sequence[AuditLine]:
    """Who did any of the actions on any of the records, the earliest first."""
    return rows(session, audit_asked(practice_id, ids, actions))[0]


def audit_asked(practice_id: UUID, ids: Collection[UUID], actions: Collection[str]) -> Asked:
    """The question of `audit_of_records`."""
    these = {"practice": practice_id, "ids": list(ids), "actions": list(actions)}
    return Asked(_OF_RECORDS, these)


_OF_RECORDS = (
    select(AuditLine)
    .where(AuditLine.practice_id == bindparam("practice"))
    .where(AuditLine.client_id.in_(bindparam("ids", expanding=True)))
    .where(AuditLine.action.in_(bindparam("actions", expanding=True)))
    .order_by(AuditLine.at, AuditLine.id)
)
