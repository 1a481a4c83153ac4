"""days are found by their episode alone, and the index of mails to send holds those alone

Revises: 0040
"""

import sqlalchemy as sa
from alembic import op

revision = '0041'
down_revision = '0040'
branch_labels = None
depends_on = None

WAITING = sa.text("status = 'queued'")


def upgrade() -> None:
    op.drop_index('ix_diary_day_practice_id_client_id_day', 'diary_day')
    op.drop_index('ix_outbox_mail_status_not_before', 'outbox_mail')
    op.create_index('ix_outbox_mail_waiting', 'outbox_mail', ['not_before'],
                    sqlite_where=WAITING, postgresql_where=WAITING)


def downgrade() -> None:
    op.drop_index('ix_outbox_mail_waiting', 'outbox_mail')
    op.create_index('ix_outbox_mail_status_not_before', 'outbox_mail', ['status', 'not_before'])
    op.create_index('ix_diary_day_practice_id_client_id_day', 'diary_day', ['practice_id', 'client_id', 'day'])
