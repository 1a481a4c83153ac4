"""indexes with which no job reads more because the practice is old

Revises: 0025
"""

import sqlalchemy as sa
from alembic import op

revision = '0026'
down_revision = '0025'
branch_labels = None
depends_on = None

IN_CARE = sa.text('discharged_at is null and erased_at is null')
OPEN, LINKS = sa.text('closed_at is null'), sa.text("kind = 'password_reset'")


def upgrade() -> None:
    op.create_index('ix_client_in_care', 'client', ['practice_id', 'id'],
                    sqlite_where=IN_CARE, postgresql_where=IN_CARE)
    op.create_index('ix_episode_open', 'episode', ['practice_id', 'zone', 'id'],
                    sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_index('ix_outbox_mail_links', 'outbox_mail', ['to_address', 'queued_at'],
                    sqlite_where=LINKS, postgresql_where=LINKS)
    op.create_index('ix_server_stop_ended', 'server_stop', ['ended'])
    op.drop_index('ix_verdict_state', 'verdict')


def downgrade() -> None:
    op.create_index('ix_verdict_state', 'verdict', ['state'])
    op.drop_index('ix_server_stop_ended', 'server_stop')
    op.drop_index('ix_outbox_mail_links', 'outbox_mail')
    op.drop_index('ix_episode_open', 'episode')
    op.drop_index('ix_client_in_care', 'client')
