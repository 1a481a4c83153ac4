"""A row in every table for each of two people, with a word of their own wherever words may stand.

The tables are taken from the models, so that a new one is planted, and looked at, by itself.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Session

from homecare.database import Base
from tests.database.chosen import CHOSEN
from tests.make.people import NOW

GOING, STAYING = "Goingbird", "Stayebird"
OF_A_SIGN_IN = {"membership", "sign_in", "code_app", "passkey", "recovery_code"}
SHARED = {
    "installation", "practice", "contact", "exercise", "advice", "template", "template_item",
    "logo", "photo", "tries", "tally", "run", "heartbeat", "server_stop", "client_import", "cover",
}  # fmt: skip
"""Tables of which nothing is about one client; `person` and `membership` hold both kinds."""
EVIDENCE = {("audit_line", "action"), ("audit_line", "subject")}
"""Who did what, which never says what it was about."""
SAID = {
    "audit_line.seq": None,  # as a line stands before its transaction ends
    "audit_line.seal": None,
    "audit_chain.seal": bytes(32),
    "client.erased_at": None,
    "client.confirmed_email": "before@post.example",  # so that no last mail goes to them
    "client.zone": "Europe/London",
    "person.active": True,
    "person.confirmed_email": None,
    "episode.closed_as": "better",
    "erasure.decision": "",
    "erasure.decided_at": None,
    "erasure.why": "",
    "outbox_mail.status": "sent",
    "outbox_mail.kind": "weekly-progress",
    "membership.role": "client",
    "entry.op": "log",
    "entry.supersedes": None,
    "record_merge.goes_on": "keeper",
    "server_stop.ended": datetime(2026, 3, 4, 9, tzinfo=UTC),
    "server_stop.began": datetime(2026, 3, 3, 9, tzinfo=UTC),
}
Rows = dict[str, dict[tuple[Any, ...], dict[str, Any]]]


@dataclass
class Planted:
    """The ids of what was planted, by table: what both share, and what is one's own."""

    shared: dict[str, UUID] = field(default_factory=dict)
    own: dict[str, dict[str, UUID]] = field(default_factory=dict)

    def id_of(self, table: str, word: str) -> UUID | None:
        """The row that a foreign key to `table` names, in a row of whoever has that word."""
        return self.own.get(word, {}).get(table) or self.shared.get(table)


def plant(session: Session) -> Planted:
    """Both people with all that can be written about them; somebody works there, too."""
    planted = Planted()
    staff = _staff(session, planted)
    for table in Base.metadata.sorted_tables:
        if table.name in SHARED - {"practice"}:
            planted.shared[table.name] = _insert(session, table, planted, "kept", staff)
    for word in (GOING, STAYING):
        planted.own[word] = {}
        _own_rows(session, planted, word, staff)
    session.commit()
    return planted


def _staff(session: Session, planted: Planted) -> UUID:
    tables = Base.metadata.tables
    planted.shared["practice"] = _insert(session, tables["practice"], planted, "kept", None)
    return _insert(session, tables["person"], planted, "staff", None)


def _own_rows(session: Session, planted: Planted, word: str, staff: UUID) -> None:
    mine = planted.own[word]
    for table in Base.metadata.sorted_tables:
        if table.name in SHARED:
            continue
        if table.name == "record_merge":
            mine["merged"] = _merged_record(session, planted, word, staff)
        who = mine["person"] if table.name in OF_A_SIGN_IN else staff
        mine[table.name] = _insert(session, table, planted, word, who)


def _merged_record(session: Session, planted: Planted, word: str, staff: UUID) -> UUID:
    """A second record of the same person, which is part of the first one by now."""
    clients = Base.metadata.tables["client"]
    made = _insert(session, clients, planted, word, staff)
    into = planted.own[word]["client"]
    session.execute(sa.update(clients).where(clients.c.id == made).values(merged_into=into))
    return made


def _insert(
    session: Session, table: sa.Table, planted: Planted, word: str, person: UUID | None
) -> Any:
    parents = {
        column.name: key.referred_table.name
        for key in table.foreign_key_constraints
        for column in key.columns
        if key.referred_table is not table
        and (column.name != "practice_id" or len(key.columns) < 2)
    }
    values = {}
    for column in table.columns:
        parent = parents.get(column.name)
        if parent == "person":
            values[column.name] = person
        elif parent is not None:
            values[column.name] = planted.id_of(parent, word)
        elif column.name == "client_id":
            values[column.name] = planted.id_of("client", word)
        else:
            values[column.name] = _value(table, column, word)
    if table.name == "record_merge":
        values["duplicate_id"] = planted.own[word]["merged"]
    session.execute(table.insert().values(values))
    return values.get("id") or values.get("mail_id") or values.get("episode_id")


def _value(table: sa.Table, column: sa.Column[Any], word: str) -> Any:
    name, kind = f"{table.name}.{column.name}", column.type
    if (table.name, column.name) in EVIDENCE:
        return "evidence"
    if name in SAID:
        return SAID[name]
    if isinstance(kind, sa.LargeBinary):
        return word.encode()
    if isinstance(kind, sa.TypeDecorator) and isinstance(kind.impl_instance, sa.LargeBinary):
        return _packable(kind, word)
    if name in CHOSEN:
        return CHOSEN[name]
    if isinstance(kind, sa.Uuid):
        return None if column.nullable else uuid4()
    if isinstance(kind, sa.Boolean):
        return False
    if isinstance(kind, sa.JSON) or "json" in type(kind).__name__.lower():
        return {"said": word}
    return _plain(kind, word, zoned=not isinstance(kind, sa.DateTime))


def _packable(kind: sa.TypeDecorator[Any], word: str) -> Any:
    """What is kept packed: a text, or a file."""
    try:
        kind.process_bind_param(word, sa.create_mock_engine("sqlite://", print).dialect)
    except (TypeError, AttributeError):
        return word.encode()
    return word


def _plain(kind: Any, word: str, zoned: bool) -> Any:
    if isinstance(kind, sa.String):
        return word[: kind.length]
    if isinstance(kind, sa.Integer | sa.Numeric):
        return 1
    if isinstance(kind, sa.Date):
        return date(2026, 3, 2)
    return NOW if zoned else NOW.replace(tzinfo=None)


def everything(session: Session) -> Rows:
    """Every row of every table, by its key."""
    session.expire_all()
    found: Rows = {}
    for table in Base.metadata.sorted_tables:
        keys = [column.name for column in table.primary_key.columns]
        rows = session.execute(sa.select(table)).mappings().all()
        found[table.name] = {tuple(row[key] for key in keys): dict(row) for row in rows}
    session.commit()
    return found


def holding(rows: Rows, word: str) -> set[str]:
    """The columns in which a word stands, whatever its case."""
    return {
        f"{table}.{name}"
        for table, all_of in rows.items()
        for row in all_of.values()
        for name, value in row.items()
        if word.lower() in _text(value).lower()
    }


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        return value.decode("latin-1")
    return json.dumps(value, default=str) if isinstance(value, Mapping | list) else str(value)
