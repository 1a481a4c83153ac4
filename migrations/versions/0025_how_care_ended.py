"""an episode says how it ended

Revises: 0024
"""

import sqlalchemy as sa
from alembic import op

revision = '0025'
down_revision = '0024'
branch_labels = None
depends_on = None

ENDINGS = "closed_as in ('', 'better', 'complete', 'referred', 'stopped', 'other')"


def upgrade() -> None:
    with op.batch_alter_table('episode') as table:
        table.add_column(sa.Column('closed_as', sa.String(10), nullable=False, server_default=''))
        table.create_check_constraint(op.f('ck_episode_closed_as'), ENDINGS)
    with op.batch_alter_table('episode') as table:
        table.alter_column('closed_as', server_default=None)


def downgrade() -> None:
    with op.batch_alter_table('episode') as table:
        table.drop_constraint(op.f('ck_episode_closed_as'), type_='check')
        table.drop_column('closed_as')
