"""an appointment is a row of its own, with the time on the practice's wall, and what was done with it

What a visit said of the next one becomes an appointment by the practice's clock, kept where a
visit took place on its day. On the way down a visit says again which appointment was written down
at it, as long as that still is to come or unsettled; one that nobody noted at a visit stands at the
newest visit of its episode that has none. What was moved, cancelled or missed does not fit there.

Revises: 0026
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = '0027'
down_revision = '0026'
branch_labels = None
depends_on = None

VISIT = sa.table(
    'visit', *(sa.column(name, sa.Uuid()) for name in ('id', 'practice_id', 'client_id')),
    sa.column('episode_id', sa.Uuid()), sa.column('visited_on', sa.Date()),
    sa.column('next_appointment', sa.DateTime(timezone=True)),
    sa.column('recorded_by', sa.Uuid()), sa.column('recorded_at', sa.DateTime(timezone=True)),
    sa.column('struck_at', sa.DateTime(timezone=True)),
)
PRACTICE = sa.table('practice', sa.column('id', sa.Uuid()), sa.column('zone', sa.String()))
APPOINTMENT = sa.table(
    'appointment',
    *(sa.column(name, sa.Uuid()) for name in (
        'id', 'practice_id', 'client_id', 'episode_id', 'noted_with', 'visit_id',
    )),
    sa.column('starts', sa.DateTime()), sa.column('state', sa.String()),
)
STEP = sa.table(
    'appointment_step',
    *(sa.column(name, sa.Uuid()) for name in ('id', 'practice_id', 'appointment_id', 'done_by')),
    sa.column('kind', sa.String()), sa.column('reason', sa.String()),
    sa.column('starts', sa.DateTime()), sa.column('done_at', sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    _create()
    noted = list(_noted())
    for row in noted:
        op.execute(APPOINTMENT.insert().values(row['appointment']))
        op.execute(STEP.insert().values(row['step']))
    with op.batch_alter_table('visit') as table:
        table.drop_column('next_appointment')


def _create() -> None:
    op.create_table(
        'appointment',
        sa.Column('episode_id', sa.Uuid(), nullable=False),
        sa.Column('starts', sa.DateTime(), nullable=False),
        sa.Column('state', sa.String(length=20), nullable=False),
        sa.Column('noted_with', sa.Uuid(), nullable=True),
        sa.Column('visit_id', sa.Uuid(), nullable=True),
        sa.Column('client_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('practice_id', sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "state in ('booked', 'cancelled', 'missed', 'kept')", name=op.f('ck_appointment_state')
        ),
        *(_of_practice('appointment', *pair) for pair in (
            ('client', 'client_id'), ('episode', 'episode_id'),
            ('visit', 'noted_with'), ('visit', 'visit_id'),
        )),
        sa.ForeignKeyConstraint(
            ['practice_id'], ['practice.id'], name=op.f('fk_appointment_practice_id')
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_appointment')),
        sa.UniqueConstraint('practice_id', 'id', name=op.f('uq_appointment_practice_id_id')),
    )
    op.create_index('ix_appointment_episode_id_starts', 'appointment', ['episode_id', 'starts'])
    op.create_table(
        'appointment_step',
        sa.Column('appointment_id', sa.Uuid(), nullable=False),
        sa.Column('kind', sa.String(length=20), nullable=False),
        sa.Column('starts', sa.DateTime(), nullable=False),
        sa.Column('reason', sa.String(), nullable=False),
        sa.Column('done_by', sa.Uuid(), nullable=False),
        sa.Column('done_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('practice_id', sa.Uuid(), nullable=False),
        _of_practice('appointment_step', 'appointment', 'appointment_id'),
        sa.ForeignKeyConstraint(
            ['done_by'], ['person.id'], name=op.f('fk_appointment_step_done_by')
        ),
        sa.ForeignKeyConstraint(
            ['practice_id'], ['practice.id'], name=op.f('fk_appointment_step_practice_id')
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_appointment_step')),
    )
    op.create_index('ix_appointment_step_appointment_id', 'appointment_step', ['appointment_id'])


def _of_practice(of: str, table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ['practice_id', column], [f'{table}.practice_id', f'{table}.id'],
        name=op.f(f'fk_{of}_practice_id_{column}'),
    )


def _noted() -> Iterator[dict[str, dict[str, Any]]]:
    """An appointment for each time that visits name, the same time at two visits once."""
    bind = op.get_bind()
    zones = {row.id: ZoneInfo(row.zone) for row in bind.execute(sa.select(PRACTICE))}
    rows = bind.execute(sa.select(VISIT).order_by(VISIT.c.visited_on, VISIT.c.id)).all()
    days = {(row.episode_id, row.visited_on): row.id for row in rows if row.struck_at is None}
    known = set()
    for row in rows:
        if row.next_appointment is None:
            continue
        starts = _utc(row.next_appointment).astimezone(zones[row.practice_id]).replace(tzinfo=None)
        if (row.episode_id, starts) in known:
            continue
        known.add((row.episode_id, starts))
        became = days.get((row.episode_id, starts.date()))
        yield _rows(row, starts, None if became == row.id else became)


def _rows(visit: Any, starts: datetime, became: Any) -> dict[str, dict[str, Any]]:
    """The appointment has the id of the visit at which it was noted: each has one at most."""
    return {
        'appointment': {
            'id': visit.id, 'practice_id': visit.practice_id, 'client_id': visit.client_id,
            'episode_id': visit.episode_id, 'starts': starts, 'noted_with': visit.id,
            'visit_id': became, 'state': 'kept' if became else 'booked',
        },
        'step': {
            'id': visit.id, 'practice_id': visit.practice_id, 'appointment_id': visit.id,
            'kind': 'booked', 'starts': starts, 'reason': '', 'done_by': visit.recorded_by,
            'done_at': visit.recorded_at,
        },
    }


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def downgrade() -> None:
    with op.batch_alter_table('visit') as table:
        table.add_column(
            sa.Column('next_appointment', sa.DateTime(timezone=True), nullable=True)
        )
    for visit_id, moment in _fitting().items():
        at = VISIT.update().where(VISIT.c.id == visit_id)
        op.execute(at.values(next_appointment=moment))
    op.drop_table('appointment_step')
    op.drop_table('appointment')


def _fitting() -> dict[Any, datetime]:
    """Which visit names which appointment again."""
    bind = op.get_bind()
    zones = {row.id: ZoneInfo(row.zone) for row in bind.execute(sa.select(PRACTICE))}
    newest = sa.select(VISIT.c.id, VISIT.c.episode_id).order_by(VISIT.c.visited_on.desc())
    visits = bind.execute(newest).all()
    found: dict[Any, datetime] = {}
    stands = APPOINTMENT.c.state.in_(('booked', 'kept'))
    booked = bind.execute(sa.select(APPOINTMENT).where(stands).order_by(APPOINTMENT.c.starts))
    for row in booked:
        free = (v.id for v in visits if v.episode_id == row.episode_id and v.id not in found)
        at = row.noted_with if row.noted_with not in (None, *found) else next(free, None)
        if at is not None:
            found[at] = row.starts.replace(tzinfo=zones[row.practice_id]).astimezone(UTC)
    return found
