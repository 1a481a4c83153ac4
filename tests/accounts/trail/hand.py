"""The audit trail in tests: lines written as the app does, and the hand of somebody who should not.

Whoever sends SQL past what keeps the trail has to take that away first, as here.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, delete, text, update
from sqlalchemy.orm import Session

from homecare.accounts import audit
from homecare.accounts.models import AuditLine
from homecare.accounts.trail.models import ON_SQLITE, AuditChain
from homecare.acting import Act, Actor
from homecare.database import transaction
from tests.make.people import NOW

LINES, CHAINS = AuditLine.__table__, AuditChain.__table__


def write(session: Session, actor: Actor, *actions: str) -> None:
    """Each action in a transaction of its own."""
    for action in actions:
        with transaction(session):
            audit.note(Act(session, actor, NOW), action)


@contextmanager
def unkept(engine: Engine) -> Iterator[Any]:
    """A connection on which nothing keeps the trail; afterwards that is as it was."""
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            for name in ("kept", "stays"):
                connection.execute(text(f"DROP TRIGGER audit_line_{name}"))
        else:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        yield connection
        if engine.dialect.name == "sqlite":
            for statement in ON_SQLITE[:2]:
                connection.execute(text(statement))


def by_hand(engine: Engine, *statements: Any) -> None:
    """Send these past what keeps the trail."""
    with unkept(engine) as connection:
        for statement in statements:
            connection.execute(statement)


def change_line(session: Session, seq: int) -> None:
    """Somebody rewrites what a line says."""
    session.rollback()
    by_hand(session.get_bind(), update(LINES).where(LINES.c.seq == seq).values(action="else"))  # type: ignore[arg-type]


def cut_off_after(session: Session, seq: int) -> None:
    """Somebody takes out all lines after this one, and lets the trail end there."""
    last = session.query(AuditLine).filter_by(seq=seq).one()
    chain, seal = last.practice_id, last.seal
    session.rollback()
    gone = delete(LINES).where(LINES.c.practice_id == chain, LINES.c.seq > seq)
    ends = update(CHAINS).where(CHAINS.c.id == chain).values(length=seq, seal=seal)
    by_hand(session.get_bind(), gone, ends)  # type: ignore[arg-type]
