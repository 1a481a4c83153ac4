"""a therapist says that none of the medicines written down thins the blood

Revises: 0071
"""

import sqlalchemy as sa
from alembic import op

revision = '0077'
down_revision = '0071'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('client') as table:
        table.add_column(
            sa.Column('thins_nothing', sa.Boolean(), nullable=False, server_default=sa.false())
        )


def downgrade() -> None:
    with op.batch_alter_table('client') as table:
        table.drop_column('thins_nothing')
