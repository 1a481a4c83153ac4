"""an episode says when medicines and reasons against manipulation were asked in it

Revises: 0069
"""

import sqlalchemy as sa
from alembic import op

revision = '0071'
down_revision = '0069'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('episode') as table:
        table.add_column(sa.Column('against_asked_at', sa.DateTime(timezone=True), nullable=True))
    # The first intake asked both; whoever was taken in again was not asked anew until now.
    op.execute(
        "UPDATE episode SET against_asked_at = (SELECT min(screening.answered_at) FROM screening"
        " WHERE screening.episode_id = episode.id AND screening.source = 'intake')"
        " WHERE NOT EXISTS (SELECT 1 FROM episode AS earlier"
        " WHERE earlier.client_id = episode.client_id AND earlier.opened_at < episode.opened_at)"
    )


def downgrade() -> None:
    with op.batch_alter_table('episode') as table:
        table.drop_column('against_asked_at')
