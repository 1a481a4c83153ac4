"""a day says whether anything was logged, and what was done beyond what was due

`reported` is of what was due from here on. Days that are there are told apart as far as their
figures go; `flask diary rebuild` counts them again from what was reported.

Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None

DAY = sa.table(
    'diary_day',
    *(sa.column(name) for name in ('episode_id', 'day', 'leg', 'back', 'sitting', 'bath', 'change',
                                   'why', 'check_in')),
    *(sa.column(name, sa.Integer()) for name in ('due', 'reported', 'not_done', 'extra')),
    *(sa.column(name, sa.Boolean()) for name in ('noted', 'better', 'logged')),
)
ENTRY = sa.table(
    'entry',
    *(sa.column(name) for name in ('id', 'episode_id', 'local_date', 'op', 'supersedes')),
    sa.column('kind', sa.String()), sa.column('flagged', sa.Boolean()),
)
GIVEN = ('leg', 'back', 'sitting', 'bath', 'change', 'why', 'check_in')
SHOWN_BY_NO_FIGURE = ('flare', 'sitting')  # of a flare-up the first day, of sitting the minutes


def upgrade() -> None:
    with op.batch_alter_table('diary_day') as table:
        table.add_column(
            sa.Column('logged', sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        table.add_column(sa.Column('extra', sa.Integer(), server_default='0', nullable=False))
    op.execute(sa.update(DAY).where(_is_logged()).values(logged=True))
    beyond = DAY.c.reported - DAY.c.due
    op.execute(sa.update(DAY).where(beyond > 0).values(extra=beyond, reported=DAY.c.due))
    with op.batch_alter_table('diary_day') as table:
        table.alter_column('logged', server_default=None)
        table.alter_column('extra', server_default=None)


def _is_logged() -> sa.ColumnElement[bool]:
    later = ENTRY.alias()
    taken_back = sa.exists().where(later.c.supersedes == ENTRY.c.id, ~later.c.flagged)
    told = sa.exists().where(
        ENTRY.c.episode_id == DAY.c.episode_id, ENTRY.c.local_date == DAY.c.day,
        ENTRY.c.kind.in_(SHOWN_BY_NO_FIGURE), ENTRY.c.op != 'void', ~ENTRY.c.flagged, ~taken_back,
    )
    return sa.or_(
        *(DAY.c[name].is_not(None) for name in GIVEN),
        DAY.c.reported > 0, DAY.c.not_done > 0, DAY.c.noted, DAY.c.better, told,
    )


def downgrade() -> None:
    """What was done beyond what was due stays in the ledger, from which a rebuild counts it."""
    with op.batch_alter_table('diary_day') as table:
        table.drop_column('extra')
        table.drop_column('logged')
