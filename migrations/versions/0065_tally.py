"""limits on tries are counted in the database, for all web servers at once

Revises: 0063
"""

import sqlalchemy as sa
from alembic import op

revision = '0065'
down_revision = '0063'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'tally',
        sa.Column('key', sa.String(length=32), nullable=False),
        sa.Column('counted', sa.Integer(), nullable=False),
        sa.Column('until', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('key', name=op.f('pk_tally')),
    )
    if op.get_bind().dialect.name == 'postgresql':
        # No count waits for the disk; a server that falls over forgives them.
        op.execute('ALTER TABLE tally SET UNLOGGED')


def downgrade() -> None:
    op.drop_table('tally')
