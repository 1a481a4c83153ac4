"""of a day of which much was told, the entries that decide it are kept beside its figures

Revises: 0074
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0072'
down_revision = '0074'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Empty at first: such a day is read whole once more, and then no more.
    kept = sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')
    op.add_column('diary_day', sa.Column('deciding', kept, nullable=True))


def downgrade() -> None:
    op.drop_column('diary_day', 'deciding')
