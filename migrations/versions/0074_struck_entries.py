"""entries that somebody else had sent through a record's sign-in can count for nothing

Revises: 0077
"""

import sqlalchemy as sa
from alembic import op

revision = '0074'
down_revision = '0077'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Added in place: the ledger is the largest table, and is not to be copied for one column.
    op.add_column('entry', sa.Column('struck_at', sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column('entry', 'struck_at')
