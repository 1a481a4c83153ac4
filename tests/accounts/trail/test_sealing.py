"""Lines are sealed where they are stored, whoever writes at the same time, on either database."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import Engine, delete, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from homecare.accounts import audit
from homecare.accounts.models import AuditLine
from homecare.accounts.trail.chain import NOBODYS
from homecare.accounts.trail.models import ONLY_ADDED
from homecare.accounts.trail.queries import Found, found_breaks, heads
from homecare.acting import Act, Actor
from homecare.database import transaction
from homecare.extensions import db
from tests.accounts.trail.hand import CHAINS, LINES, by_hand, cut_off_after, write
from tests.make.people import NOW, make_practice

WRITERS, EACH = 6, 5


@pytest.fixture
def owner(session: Session) -> Actor:
    """The owner of a practice in whose trail stand three lines."""
    _, owner = make_practice(session)
    write(session, owner, "one", "two", "three")
    return owner


@pytest.fixture
def engine(app: Flask) -> Engine:
    with app.app_context():
        return db.engine


def found(session: Session) -> list[tuple[int, str]]:
    session.rollback()
    return [(one.seq, one.what) for one in found_breaks(session)]


def test_what_is_noted_in_one_transaction_is_sealed_in_its_order(
    session: Session, owner: Actor
) -> None:
    with transaction(session):
        act = Act(session, owner, NOW)
        audit.note(act, "four")
        assert "four" in session.scalars(select(AuditLine.action)).all()  # sent, and sealed later
        audit.note(act, "five")
    lines = session.scalars(select(AuditLine).order_by(AuditLine.seq))
    assert [(one.seq, one.action) for one in lines] == list(
        enumerate(("one", "two", "three", "four", "five"), 1)
    )
    assert found(session) == []
    assert heads(session)[owner.practice_id].length == 5


def test_what_is_taken_back_leaves_no_gap(session: Session, owner: Actor) -> None:
    audit.note(Act(session, owner, NOW), "never")
    session.flush()
    session.rollback()
    with transaction(session):
        try:
            with session.begin_nested():
                audit.note(Act(session, owner, NOW), "never either")
                raise ZeroDivisionError
        except ZeroDivisionError:
            audit.note(Act(session, owner, NOW), "four")
    assert session.scalars(select(AuditLine.action).where(AuditLine.seq > 3)).all() == ["four"]
    assert found(session) == []


def test_two_practices_have_a_chain_each(session: Session, owner: Actor) -> None:
    _, other = make_practice(session, "Elsewhere", "owner@elsewhere.example")
    write(session, other, "a", "b")
    ends = heads(session)
    assert (ends[owner.practice_id].length, ends[other.practice_id].length) == (3, 2)


def test_many_who_write_at_once_keep_one_chain(
    engine: Engine, session: Session, owner: Actor
) -> None:
    ready = Barrier(WRITERS)

    def writer(number: int) -> None:
        with Session(engine) as own:
            ready.wait()
            write(own, owner, *(f"{number}.{n}" for n in range(EACH)))

    with ThreadPoolExecutor(WRITERS) as hands:
        list(hands.map(writer, range(WRITERS)))
    assert found(session) == []
    assert heads(session)[owner.practice_id].length == 3 + WRITERS * EACH


@pytest.mark.parametrize(
    "statement",
    [
        update(AuditLine).where(AuditLine.seq == 2).values(action="else"),
        delete(AuditLine).where(AuditLine.seq == 2),
        delete(AuditLine),
    ],
    ids=["changed", "taken out", "all taken out"],
)
def test_a_line_can_not_be_changed_or_taken_out(
    engine: Engine, session: Session, owner: Actor, statement: object
) -> None:
    with pytest.raises(DBAPIError, match=ONLY_ADDED), engine.begin() as connection:
        connection.execute(statement)  # type: ignore[call-overload]
    assert found(session) == []


def test_the_table_is_not_emptied_either(engine: Engine, session: Session, owner: Actor) -> None:
    empty = "TRUNCATE" if engine.dialect.name == "postgresql" else "DELETE FROM"
    with pytest.raises(DBAPIError, match=ONLY_ADDED), engine.begin() as connection:
        connection.execute(text(f"{empty} audit_line"))
    assert found(session) == []


@pytest.mark.parametrize(
    ("statements", "first"),
    [
        ([update(LINES).where(LINES.c.seq == 2).values(action="else")], 2),
        ([delete(LINES).where(LINES.c.seq == 2)], 2),
        ([delete(LINES).where(LINES.c.seq == 3)], 3),
        ([delete(LINES)], 1),
        ([delete(CHAINS), delete(LINES)], 1),
        ([delete(CHAINS)], 3),
        ([update(LINES).where(LINES.c.seq == 3).values(seq=4)], 3),
        ([update(LINES).where(LINES.c.seq == 2).values(actor_id=None)], 2),
    ],
    ids=["changed", "one out", "the end off", "all out", "all, with the note of the end",
         "the note of the end", "renumbered", "nobody's"],
)  # fmt: skip
def test_whoever_gets_past_that_is_found(
    engine: Engine,
    session: Session,
    owner: Actor,
    statements: Sequence[object],
    first: int,
) -> None:
    session.rollback()
    by_hand(engine, *statements)
    assert found(session)[0][0] == first


def test_an_end_that_was_cut_off_with_its_note_is_found_by_a_head_that_was_kept(
    session: Session, owner: Actor
) -> None:
    kept = heads(session)
    cut_off_after(session, 2)
    assert found(session) == []  # by itself it looks whole
    [one] = list(found_breaks(session, kept))
    assert one == Found(owner.practice_id, "Riverside Practice", 3, one.what)
    assert "kept elsewhere" in one.what
    write(session, owner, "instead")
    assert [one.seq for one in found_breaks(session, kept)] == [3]


def test_what_belongs_to_no_practice_has_a_chain_of_its_own(session: Session) -> None:
    nobody = Actor(practice_id=None, role="clock", name="homecare")  # type: ignore[arg-type]
    write(session, nobody, "a", "b")
    assert heads(session)[NOBODYS].length == 2
    assert found(session) == []
