"""a client may stop the mail that asks them once they have gone quiet

Revises: 0075
"""

import sqlalchemy as sa
from alembic import op

revision = '0076'
down_revision = '0075'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('client') as table:
        table.add_column(
            sa.Column('check_in_email', sa.Boolean(), nullable=False, server_default=sa.true())
        )


def downgrade() -> None:
    with op.batch_alter_table('client') as table:
        table.drop_column('check_in_email')
