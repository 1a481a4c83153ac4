"""wrong passwords are counted in the database, in a fixed number of places

Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'tries',
        sa.Column('key', sa.String(length=16), nullable=False),
        sa.Column('failed', sa.Integer(), nullable=False),
        sa.Column('free_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('last_at', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('key', name=op.f('pk_tries')),
    )
    op.create_index(op.f('ix_tries_last_at'), 'tries', ['last_at'])


def downgrade() -> None:
    op.drop_table('tries')
