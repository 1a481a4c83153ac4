"""the address that somebody would rather sign in with

Revises: 0065
"""

import sqlalchemy as sa
from alembic import op

revision = '0068'
down_revision = '0065'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('person') as table:
        table.add_column(sa.Column('wanted_email', sa.String(254), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('person') as table:
        table.drop_column('wanted_email')
