"""a client may be reminded at several times a day; a run of a reminder is named by day and time

Revises: 0006
"""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

CLIENT = sa.table('client', sa.column('id', sa.Uuid()), sa.column('reminder', sa.JSON()))
RUN = sa.table('run', sa.column('id', sa.Uuid()), sa.column('kind', sa.String()),
               sa.column('subject', sa.String()), sa.column('period', sa.String()))
LETTERS_OF_A_DATE = 10


def upgrade() -> None:
    for client_id, wish in wishes_with('at'):
        at = wish.pop('at')
        keep(client_id, wish | {'times': [at]})
        rename_runs(client_id, lambda period, at=at: f'{period}T{at}')


def downgrade() -> None:
    for client_id, wish in wishes_with('times'):
        latest_first = wish.pop('times')
        keep(client_id, wish | {'at': latest_first[0]})
        rename_runs(client_id, lambda period: period[:LETTERS_OF_A_DATE])


def wishes_with(name: str) -> list[tuple[Any, dict[str, Any]]]:
    rows = op.get_bind().execute(sa.select(CLIENT.c.id, CLIENT.c.reminder)).all()
    return [(row.id, dict(row.reminder)) for row in rows if name in (row.reminder or {})]


def keep(client_id: Any, wish: dict[str, Any]) -> None:
    op.execute(sa.update(CLIENT).where(CLIENT.c.id == client_id).values(reminder=wish))


def rename_runs(client_id: Any, name: Callable[[str], str]) -> None:
    """A second reminder of a day has no name before this revision: it goes as it came."""
    theirs = sa.and_(RUN.c.kind == 'reminder', RUN.c.subject == client_id.hex)
    runs = op.get_bind().execute(sa.select(RUN.c.id, RUN.c.period).where(theirs)).all()
    taken: set[str] = set()
    for run in sorted(runs, key=lambda run: run.period):
        period = name(run.period)
        change = sa.delete(RUN) if period in taken else sa.update(RUN).values(period=period)
        op.execute(change.where(RUN.c.id == run.id))
        taken.add(period)
