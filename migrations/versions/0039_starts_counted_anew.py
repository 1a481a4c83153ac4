"""days from which a therapist had the start of an episode counted anew

Revises: 0033
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0039'
down_revision = '0033'
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), 'postgresql')


def upgrade() -> None:
    with op.batch_alter_table('episode') as table:
        table.add_column(sa.Column('new_starts', JSON, nullable=False, server_default='[]'))
    with op.batch_alter_table('episode') as table:
        table.alter_column('new_starts', server_default=None)


def downgrade() -> None:
    with op.batch_alter_table('episode') as table:
        table.drop_column('new_starts')
