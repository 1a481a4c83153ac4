"""a day row keeps what was asked for: weekly check, why, check-in; a verdict, since when it holds

Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

OF_A_DAY = {'change': sa.Integer(), 'why': sa.String(20), 'check_in': sa.String(20)}


def upgrade() -> None:
    for name, kind in OF_A_DAY.items():
        op.add_column('diary_day', sa.Column(name, kind, nullable=True))
    op.add_column('verdict', sa.Column('state_since', sa.Date(), nullable=True))
    op.execute('UPDATE verdict SET state_since = judged_on')


def downgrade() -> None:
    op.drop_column('verdict', 'state_since')
    for name in OF_A_DAY:
        op.drop_column('diary_day', name)
