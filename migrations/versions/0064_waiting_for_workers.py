"""since when a piece of work waits for a worker

Going down, what waits is left as claimed: a clock takes it over ten minutes after.

Revises: 0068
"""

import sqlalchemy as sa
from alembic import op

revision = '0064'
down_revision = '0068'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('run', sa.Column('queued_at', sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column('run', 'queued_at')
