"""exercises that a practice wants at hand

Revises: 0056
"""

import sqlalchemy as sa
from alembic import op

revision = '0060'
down_revision = '0056'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('exercise') as table:
        table.add_column(
            sa.Column('is_favourite', sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table('exercise') as table:
        table.alter_column('is_favourite', server_default=None)


def downgrade() -> None:
    with op.batch_alter_table('exercise') as table:
        table.drop_column('is_favourite')
