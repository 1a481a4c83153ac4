"""what matters to a client: activities of an episode, and how well each went on a day

Revises: 0041
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0055'
down_revision = '0041'
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), 'postgresql')


def upgrade() -> None:
    with op.batch_alter_table('episode') as table:
        table.add_column(sa.Column('activities', JSON, nullable=False, server_default='[]'))
    with op.batch_alter_table('episode') as table:
        table.alter_column('activities', server_default=None)
    with op.batch_alter_table('diary_day') as table:
        table.add_column(sa.Column('activities', JSON, nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('diary_day') as table:
        table.drop_column('activities')
    with op.batch_alter_table('episode') as table:
        table.drop_column('activities')
