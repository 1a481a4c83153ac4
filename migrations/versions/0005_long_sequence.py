"""a device may count its entries in milliseconds: seq needs 64 bits

Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('entry') as entry:
        entry.alter_column('seq', existing_type=sa.Integer(), type_=sa.BigInteger())


def downgrade() -> None:
    with op.batch_alter_table('entry') as entry:
        entry.alter_column('seq', existing_type=sa.BigInteger(), type_=sa.Integer())
