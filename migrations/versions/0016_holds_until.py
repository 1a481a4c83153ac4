"""a decision on a flag may name the day until which it holds, such as six weeks for a letter

Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('flag') as table:
        table.add_column(sa.Column('holds_until', sa.Date(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('flag') as table:
        table.drop_column('holds_until')
