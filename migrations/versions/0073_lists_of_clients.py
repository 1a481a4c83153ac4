"""the caseload finds answers that stand, and the programme that holds, without looking at all

Revises: 0072
"""

import sqlalchemy as sa
from alembic import op

revision = '0073'
down_revision = '0072'
branch_labels = None
depends_on = None

UNCLEARED = sa.text("cleared_at is null")


def upgrade() -> None:
    op.create_index(
        'ix_red_flag_answer_uncleared', 'red_flag_answer', ['practice_id'],
        sqlite_where=UNCLEARED, postgresql_where=UNCLEARED,
    )  # fmt: skip
    # It begins as the one before, and says besides which of one day holds.
    op.create_index(
        'ix_programme_version_episode_id_starts_on_number', 'programme_version',
        ['episode_id', 'starts_on', 'number'],
    )  # fmt: skip
    op.drop_index('ix_programme_version_episode_id_starts_on', 'programme_version')


def downgrade() -> None:
    op.create_index(
        'ix_programme_version_episode_id_starts_on', 'programme_version',
        ['episode_id', 'starts_on'],
    )  # fmt: skip
    op.drop_index('ix_programme_version_episode_id_starts_on_number', 'programme_version')
    op.drop_index('ix_red_flag_answer_uncleared', 'red_flag_answer')
