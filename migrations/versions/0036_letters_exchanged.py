"""an issued letter is kept for other programs, too

Revises: 0039
"""

import sqlalchemy as sa
from alembic import op

revision = '0036'
down_revision = '0039'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('letter_file') as table:
        table.add_column(sa.Column('exchange', sa.String(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('letter_file') as table:
        table.drop_column('exchange')
