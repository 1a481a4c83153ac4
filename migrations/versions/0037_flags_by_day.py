"""Find the flags of a week without reading the older ones.

Revision ID: 0037
Revises: 0035
"""

from alembic import op

revision = "0037"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the index of the day on which a flag was raised."""
    op.create_index("ix_flag_practice_id_raised_on", "flag", ["practice_id", "raised_on"])


def downgrade() -> None:
    """Drop it again."""
    op.drop_index("ix_flag_practice_id_raised_on", "flag")
