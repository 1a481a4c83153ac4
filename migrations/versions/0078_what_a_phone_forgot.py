"""a sign-in knows by which name its phone sends a diary, and when that phone forgot it

Revises: 0076
"""

import sqlalchemy as sa
from alembic import op

revision = '0078'
down_revision = '0076'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('sign_in') as table:
        table.add_column(
            sa.Column('device', sa.String(length=64), nullable=False, server_default='')
        )
        table.add_column(sa.Column('forgot_at', sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('sign_in') as table:
        table.drop_column('forgot_at')
        table.drop_column('device')
