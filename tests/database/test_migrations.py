"""Every revision goes up and down with rows in every table, and loses none of them.

The rows are made from the tables as they are found after each revision, so that a new revision is
tested as soon as it exists.
"""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Engine,
    Float,
    Integer,
    LargeBinary,
    Numeric,
    String,
    Table,
    Uuid,
    select,
    text,
)

from homecare.extensions import db
from tests.backups.reflected import tables
from tests.database.changed import (
    Rows,
    add,
    at_each_revision,
    begin_at,
    change,
    filled,
    names_of_tables,
    remove,
    rows_as_kept,
    said,
)
from tests.database.chosen import CHOSEN, ID, KEPT_AS_BYTES, MOVED

LEAVES = {
    "sign_in"
}  # one that waits for a second factor would be a whole one before there were any
VALUES: list[tuple[type, Any]] = [
    (Boolean, True),
    (Integer, 1),
    (Float, 1.5),
    (Numeric, 1),
    (DateTime, datetime(2026, 3, 2, 9, tzinfo=UTC)),
    (Date, date(2026, 3, 2)),
    (JSON, {"kept": True}),
    (LargeBinary, b"\x00kept"),
    (Uuid, ID),
]


def revisions(alembic: Config) -> list[str]:
    """Every revision, the oldest first."""
    scripts = ScriptDirectory.from_config(alembic)
    return [script.revision for script in reversed(list(scripts.walk_revisions()))]


def fill(engine: Engine, found: list[Table] | None = None) -> None:
    """Put a row into every table that has none, of those `found` since the last revision."""
    with engine.begin() as connection:
        for table in found or tables(engine):
            if connection.execute(select(table)).first() is None:
                connection.execute(table.insert().values(row_for(table)))


def row_for(table: Table) -> dict[str, Any]:
    """A row with a value in every column, the same value everywhere, so that references hold."""
    to_itself = {
        column.name
        for key in table.foreign_key_constraints
        if key.referred_table is table
        for column in key.columns
        if column.nullable
    }
    return {c.name: value_for(c) for c in table.columns if c.name not in to_itself}


def value_for(column: Column[Any]) -> Any:
    """A value that the column takes."""
    if isinstance(column.type, LargeBinary) and str(column) in KEPT_AS_BYTES:
        return KEPT_AS_BYTES[str(column)]
    if str(column) in CHOSEN:
        return CHOSEN[str(column)]
    for kind, value in VALUES:
        if isinstance(column.type, kind):
            return value
    assert isinstance(column.type, String), f"no value for {column!r}"
    if column.type.length == 32 and column.type.__visit_name__ == "CHAR":
        return ID.hex  # how SQLite keeps an id
    return "kept"[: column.type.length]


def rows(engine: Engine, found: list[Table] | None = None) -> Rows:
    """The one row of every table; nothing for a table without any."""
    of = found or tables(engine)
    with engine.connect() as connection:
        read = {t.name: connection.execute(select(t)).mappings().all() for t in of}
    assert max(len(some) for some in read.values()) <= 1
    return {name: dict(some[0]) if some else {} for name, some in read.items()}


def shared(now: Rows, then: Rows) -> Rows:
    """Of what there is now, the tables and columns that were there then too."""
    return {
        table: {name: said(now[at][of]) for name in row for at, of in places(now, table, name)}
        for table, row in then.items()
    }


def places(now: Rows, table: str, name: str) -> list[tuple[str, str]]:
    """Where a column's value stands now: in its place, or in the one it was moved to."""
    ways = [(table, name), MOVED.get((table, name), (table, name))]
    return [(at, of) for at, of in ways if of in now.get(at, {})][:1]


def test_there_is_one_head(alembic: Config) -> None:
    assert len(ScriptDirectory.from_config(alembic).get_heads()) == 1


def test_no_row_is_lost_on_the_way_up(alembic: Config) -> None:
    before: Rows = {}
    for revision in revisions(alembic):
        command.upgrade(alembic, revision)
        found = tables(db.engine)
        if before:
            assert shared(rows(db.engine, found), before) == shared(before, before), revision
        fill(db.engine, found)
        before = rows(db.engine, found)
    assert len(before) > 20
    assert all(before.values())


def test_the_way_down_removes_only_what_a_revision_brought(alembic: Config) -> None:
    known: dict[str, set[str]] = {}
    with at_each_revision(lambda it, revision: known.update({revision: names_of_tables(it)})):
        command.upgrade(alembic, "head")
    assert list(known) == revisions(alembic)
    fill(db.engine)
    with db.engine.connect() as connection:
        seen = [rows_as_kept(connection)]

    def look(connection: Connection, revision: str) -> None:
        before, after = seen[-1], rows_as_kept(connection)
        assert set(after) == known[revision]
        assert shared(after, after) == shared(before, after), revision
        assert filled(after) | LEAVES == filled(before) & set(after) | LEAVES, revision
        if connection.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == [], revision
        seen.append(after)

    with at_each_revision(look):
        command.downgrade(alembic, "base")
    assert len(seen) == len(known)
    assert tables(db.engine) == []


def test_everybody_signed_in_before_sign_ins_had_rows_stays_so(alembic: Config) -> None:
    begin_at(db.engine, "0008")
    fill(db.engine)
    command.upgrade(alembic, "0009")
    person, sign_in = (rows(db.engine)[table] for table in ("person", "sign_in"))
    assert sign_in["id"] == sign_in["person_id"] == person["id"]


def test_a_reminder_once_a_day_becomes_one_of_several_and_back(alembic: Config) -> None:
    begin_at(db.engine, "0006")
    fill(db.engine)
    once = {"on": True, "at": "07:30", "days": 21, "only_if_not_logged": True}
    change(db.engine, "client", reminder=once)
    change(db.engine, "run", kind="reminder", subject=ID.hex, period="2026-03-02")
    command.upgrade(alembic, "0007")
    several = {"on": True, "times": ["07:30"], "days": 21, "only_if_not_logged": True}
    assert rows(db.engine)["client"]["reminder"] == several
    assert rows(db.engine)["run"]["period"] == "2026-03-02T07:30"
    change(db.engine, "client", reminder={**several, "times": ["18:00", "07:30"]})
    evening = {**rows(db.engine)["run"], "id": evening_id(db.engine), "period": "2026-03-02T18:00"}
    add(db.engine, "run", evening)
    command.downgrade(alembic, "0006")
    assert rows(db.engine)["client"]["reminder"] == {**once, "at": "18:00"}
    assert rows(db.engine)["run"]["period"] == "2026-03-02"


def evening_id(engine: Engine) -> Any:
    """Another id, as the database keeps ids."""
    other = UUID("01900000-0000-7000-8000-000000000002")
    return other.hex if engine.dialect.name == "sqlite" else other


def test_what_visits_said_of_the_next_one_becomes_an_appointment_and_back(alembic: Config) -> None:
    begin_at(db.engine, "0026")
    fill(db.engine)
    summer = datetime(2026, 4, 2, 13, 30, tzinfo=UTC)
    change(db.engine, "visit", next_appointment=summer, struck_at=None)
    second = {**rows(db.engine)["visit"], "id": evening_id(db.engine)}
    command.upgrade(alembic, "0027")
    made = rows(db.engine)["appointment"]
    assert (made["starts"], made["state"]) == (datetime(2026, 4, 2, 14, 30), "booked")  # noqa: DTZ001
    assert made["noted_with"] == rows(db.engine)["visit"]["id"]
    command.downgrade(alembic, "0026")
    assert said(rows(db.engine)["visit"]["next_appointment"]) == said(summer)
    add(db.engine, "visit", second)  # the same time noted at two visits is one appointment
    command.upgrade(alembic, "0027")
    remove(db.engine, "visit_correction", "visit", second["id"])
    assert rows(db.engine)["appointment"]["starts"] == made["starts"]


def test_a_merged_record_stays_and_is_not_found_on_the_way_down(alembic: Config) -> None:
    begin_at(db.engine, "0029")
    fill(db.engine)
    change(db.engine, "client", erased_at=None)
    row, other = rows(db.engine)["client"], evening_id(db.engine)
    add(db.engine, "client", {**row, "id": other, "merged_into": row["id"]})
    change(db.engine, "record_merge", duplicate_id=other)
    command.downgrade(alembic, "0028")
    with db.engine.connect() as connection:
        said = connection.execute(text("select id, erased_at is null from client")).all()
    assert {str(one).replace("-", "") for one, found in said if found} == {ID.hex}
    assert len(said) == 2


def test_a_new_start_belongs_to_the_answers_it_can_have_come_of(alembic: Config) -> None:
    begin_at(db.engine, "0047")
    fill(db.engine)
    change(db.engine, "episode", new_starts=["2026-03-14"])
    for next_step, starts in (("staying", ["2026-03-14"]), ("never_went", [])):
        change(db.engine, "letter_answer", next=next_step)
        before = rows(db.engine)
        command.upgrade(alembic, "0042")
        answer = rows(db.engine)["letter_answer"]
        assert (answer["new_starts"], answer["struck_at"]) == (starts, None)
        command.downgrade(alembic, "0047")
        assert rows(db.engine) == before


def test_an_old_answer_keeps_its_words_and_is_as_grave_as_the_background_makes_it(
    alembic: Config,
) -> None:
    begin_at(db.engine, "0037")
    fill(db.engine)
    change(db.engine, "red_flag_answer", code="fever", cleared_at=None)
    past = {**rows(db.engine)["red_flag_answer"], "id": evening_id(db.engine)}
    for code, level in (("cancer", 1), ("iv_drugs", 2)):
        add(db.engine, "red_flag_answer", {**past, "code": code})
        command.upgrade(alembic, "0054")
        with db.engine.begin() as connection:
            asked = connection.execute(text("select code, level from red_flag_answer")).all()
            wording = connection.execute(text("select wording from screening")).scalar_one()
            connection.execute(text(f"delete from red_flag_answer where code = '{code}'"))
        assert {*map(tuple, asked)} == {("fever", level), (code, 0)}
        assert wording == "1"
        command.downgrade(alembic, "0037")


def test_an_invitation_to_an_address_that_was_replaced_ends_and_no_other(alembic: Config) -> None:
    begin_at(db.engine, "0042")
    fill(db.engine)
    change(db.engine, "client", email="jane@post.example")
    still_open = {
        "used_at": None,
        "revoked_at": None,
        "expires_at": datetime(2126, 3, 2, 9, tzinfo=UTC),
    }
    for to, ends in (
        ("jane.wrong@post.example", True),
        ("Jane@post.example", False),
        (None, False),
    ):
        change(db.engine, "invitation", email=to, **still_open)
        command.upgrade(alembic, "0056")
        kept = rows(db.engine)
        assert (kept["invitation"]["revoked_at"] is not None) is ends, to
        letter = kept["referral"]
        assert (letter["withdrawn_why"], letter["withdrawn_by"]) == ("", None)
        command.downgrade(alembic, "0042")
        assert (rows(db.engine)["invitation"]["revoked_at"] is not None) is ends, to
