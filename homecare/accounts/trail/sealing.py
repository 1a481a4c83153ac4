"""Lines are sealed when their transaction is about to end, so that nobody waits for long.

Only then is the end of the chain held, and until the commit that follows at once: two who write at
the same time wait for one another for that moment, whatever else they did before it.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import bindparam, event, inspect, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from homecare.accounts.models import AuditLine
from homecare.accounts.trail.chain import EMPTY, NOBODYS, START, Head, Said, seal
from homecare.accounts.trail.models import AuditChain
from homecare.database import rows_of

NOTED = "noted"
"""In what a session knows: the lines that wait to be sealed."""

_END = (
    select(AuditChain.length, AuditChain.seal)
    .where(AuditChain.id == bindparam("chain"))
    .with_for_update()
)
_BEGIN = {
    "sqlite": sqlite.insert(AuditChain).on_conflict_do_nothing().returning(AuditChain.id),
    "postgresql": postgresql.insert(AuditChain).on_conflict_do_nothing().returning(AuditChain.id),
}


def write_down(session: Session, line: AuditLine) -> None:
    """Add a line to the trail."""
    session.add(line)
    session.info.setdefault(NOTED, []).append(line)


@event.listens_for(Session, "before_commit")
def _seal_noted(session: Session) -> None:
    if NOTED not in session.info or session.in_nested_transaction():
        return
    lines = [line for line in session.info.pop(NOTED) if line in session]  # not what was taken back
    if not lines:
        return
    pending = [line for line in lines if inspect(line).pending]
    for line in pending:
        session.expunge(line)
    session.flush()  # everything else first: then only the end of the chain is waited for
    for chain in sorted({line.practice_id or NOBODYS for line in lines}):
        _seal(session, chain, [one for one in lines if (one.practice_id or NOBODYS) == chain])
    session.add_all(pending)


def _seal(session: Session, chain: UUID, lines: Sequence[AuditLine]) -> None:
    length, last = end_of(session, chain)
    for line in lines:
        length += 1
        line.seq, line.seal = length, (last := seal(last, said_of(line, length)))


def said_of(line: AuditLine, seq: int) -> Said:
    """What the line says, as the one of that number."""
    return Said(seq, line.id, line.practice_id, line.actor_id, line.client_id,
                line.action, line.subject, line.at)  # fmt: skip


def end_of(session: Session, chain: UUID) -> Head:
    """Where a chain ends; held until the transaction does."""
    found = rows_of(session, _END, {"chain": chain}).one_or_none()
    if found is not None:
        return Head(*found)
    begin = _BEGIN[session.get_bind().dialect.name]
    begun = session.scalar(begin, {"id": chain, "length": 0, "seal": START})
    if begun is not None:
        return EMPTY  # ours to go on with
    return Head(*session.execute(_END, {"chain": chain}).one())
