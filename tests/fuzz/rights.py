"""Who may have changed which rows: the database before and after one request, compared."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from homecare.accounts.models import Membership, Person
from homecare.accounts.trail.at_the_door import FAILED
from homecare.accounts.trail.chain import NOBODYS as NOBODYS_CHAIN
from homecare.acting import CLIENT, OWNER
from homecare.database import Base

Row = dict[str, Any]
Rows = dict[str, dict[tuple[Any, ...], Row]]
NOBODYS = {"tries", "tally"}
"""Counted for everybody, by nothing that names anybody."""
OF_OWNERS = {"practice", "logo"}
TRAIL = {"audit_line", "audit_chain"}


@dataclass
class Reach:
    """Whose rows somebody may change: their practices with the role there, their own records."""

    person: UUID | None = None
    works_in: dict[UUID, str] = field(default_factory=dict)
    records: set[UUID] = field(default_factory=set)
    practices: set[UUID] = field(default_factory=set)


def reach_of(session: Session, address: str | None) -> Reach:
    """What somebody with that address may reach; nobody anything."""
    found = Reach()
    if address is None:
        return found
    person = session.scalars(sa.select(Person).where(Person.email == address)).one()
    found.person = person.id
    places = session.scalars(sa.select(Membership).where(Membership.person_id == person.id))
    for place in places:
        if place.disabled_at is not None:
            continue
        found.practices.add(place.practice_id)
        if place.role == CLIENT and place.client_id:
            found.records.add(place.client_id)
        elif place.role != CLIENT:
            found.works_in[place.practice_id] = place.role
    return found


def everything(session: Session) -> Rows:
    """Every row of every table, by its key."""
    found: Rows = {}
    for table in Base.metadata.sorted_tables:
        keys = [column.name for column in table.primary_key.columns]
        rows = session.execute(sa.select(table)).mappings()
        found[table.name] = {tuple(row[key] for key in keys): dict(row) for row in rows}
    session.commit()
    return found


def changed(before: Rows, after: Rows) -> Iterator[tuple[str, Row]]:
    """Every row that was made, changed or deleted, as it was and as it is."""
    for table, rows in after.items():
        was = before[table]
        for key in rows.keys() | was.keys():
            if was.get(key) != rows.get(key):
                yield from ((table, one) for one in (was.get(key), rows.get(key)) if one)


def overreached(before: Rows, after: Rows, reach: Reach) -> list[str]:
    """The tables of rows that changed and are not for this person to change."""
    known = {table: {**before[table], **after[table]} for table in after}
    wrong = {table for table, row in changed(before, after)
             if table not in TRAIL and not _may(reach, table, row, known)}  # fmt: skip
    return sorted(wrong | _wrong_in_trail(before, after, reach, known))


def _wrong_in_trail(before: Rows, after: Rows, reach: Reach, known: Rows) -> set[str]:
    """Lines are only added; a chain goes on with its own lines, and with nothing else."""
    lines = after["audit_line"]
    added = [lines[key] for key in lines.keys() - before["audit_line"].keys()]
    goes_on = {line["practice_id"] or NOBODYS_CHAIN for line in added}
    wrong = {table for table, row in changed(before, after)
             if table in TRAIL and row not in added and row.get("id") not in goes_on}  # fmt: skip
    if not all(_may_add(reach, line, known) for line in added):
        wrong.add("audit_line")
    return wrong


def _may_add(reach: Reach, line: Row, known: Rows) -> bool:
    """Anybody may fail to sign in, which stands with whoever has the address that was tried."""
    if line["action"] == FAILED:
        return line["actor_id"] is None
    if reach.person and (line["practice_id"], line["actor_id"]) == (None, reach.person):
        return True  # what somebody without a place did at the door is nobody's
    return _may(reach, "audit_line", line, known)


def _may(reach: Reach, table: str, row: Row, known: Rows) -> bool:
    if table in NOBODYS:
        return True
    if table == "person" or ("person_id" in row and table != "cover"):
        return _about_people(reach, table, row, known)
    practice, client = _owner(table, row, known)
    if practice is None:
        return table in ("outbox_mail", "mail_words", "mail_part")  # a link for a new password
    if practice in reach.works_in:
        return table not in OF_OWNERS or reach.works_in[practice] == OWNER
    if table == "audit_line" and client is None:
        return practice in reach.practices
    return client is not None and client in reach.records


def _about_people(reach: Reach, table: str, row: Row, known: Rows) -> bool:
    """Everybody their own sign-in; owners those of their practice; somebody who works there a
    client's place."""
    person = row["id"] if table == "person" else row["person_id"]
    if person == reach.person:
        return True
    places = [one for one in known["membership"].values() if one["person_id"] == person]
    theirs = [one for one in places if one["practice_id"] in reach.works_in]
    if table == "membership" and row["role"] != CLIENT:
        return reach.works_in.get(row["practice_id"]) == OWNER
    return bool(theirs)


def _owner(table: str, row: Row, known: Rows) -> tuple[UUID | None, UUID | None]:
    """Whose practice and record a row is part of, asked of the rows that it names, too."""
    practice, client = row.get("practice_id"), row.get("client_id")
    if table == "client":
        client = row["id"]
    if table == "practice":
        practice = row["id"]
    for column, parent in _parents(table):
        if client is not None and practice is not None:
            break
        above = known[parent].get((row.get(column),))
        if above is not None and parent != "client":
            its_practice, its_client = _owner(parent, above, known)
            practice, client = practice or its_practice, client or its_client
    return practice, client


@cache
def _parents(table: str) -> list[tuple[str, str]]:
    return [
        (column.name, key.referred_table.name)
        for key in Base.metadata.tables[table].foreign_key_constraints
        for column in key.columns
        if column.name != "practice_id"
        and key.referred_table.name not in (table, "person", "contact", "exercise")
    ]
