"""a practice that is somewhere else may have emergency numbers of its own

Revises: 0073
"""

import sqlalchemy as sa
from alembic import op

revision = '0075'
down_revision = '0073'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        'practice', sa.Column('own_numbers', sa.String(50), nullable=False, server_default='')
    )


def downgrade() -> None:
    op.drop_column('practice', 'own_numbers')
