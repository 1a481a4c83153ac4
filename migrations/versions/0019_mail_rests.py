"""an episode says since when mail to its client rests, and from when silence counts anew

Revises: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('episode') as table:
        table.add_column(sa.Column('mail_rests_since', sa.Date(), nullable=True))
        table.add_column(sa.Column('mail_counts_from', sa.Date(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('episode') as table:
        table.drop_column('mail_counts_from')
        table.drop_column('mail_rests_since')
