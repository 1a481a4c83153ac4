"""an episode says when the background was asked; in care from a file nobody has

Revises: 0066
"""

import sqlalchemy as sa
from alembic import op

revision = '0069'
down_revision = '0066'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('episode') as table:
        table.add_column(sa.Column('background_asked_at', sa.DateTime(timezone=True), nullable=True))
    # Every intake and every return asked it, in the same round.
    op.execute(
        "UPDATE episode SET background_asked_at = (SELECT min(screening.answered_at) FROM screening"
        " WHERE screening.episode_id = episode.id AND screening.source = 'intake')"
    )


def downgrade() -> None:
    with op.batch_alter_table('episode') as table:
        table.drop_column('background_asked_at')
