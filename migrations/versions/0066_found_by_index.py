"""what each practice's night looks for, and letters of an episode or a flag, are found by an index

Revises: 0064
"""

import sqlalchemy as sa
from alembic import op

revision = '0066'
down_revision = '0064'
branch_labels = None
depends_on = None

GOODBYES = sa.text("kind = 'erasure-done'")


def upgrade() -> None:
    op.create_index('ix_referral_episode_id', 'referral', ['episode_id'])
    op.create_index('ix_referral_flag_id', 'referral', ['flag_id'])
    op.create_index('ix_rejected_entry_received_at', 'rejected_entry', ['received_at'])
    op.create_index('ix_sign_in_made_at', 'sign_in', ['made_at'])
    op.create_index('ix_outbox_mail_goodbyes', 'outbox_mail', ['queued_at'],
                    sqlite_where=GOODBYES, postgresql_where=GOODBYES)


def downgrade() -> None:
    op.drop_index('ix_outbox_mail_goodbyes', 'outbox_mail')
    op.drop_index('ix_sign_in_made_at', 'sign_in')
    op.drop_index('ix_rejected_entry_received_at', 'rejected_entry')
    op.drop_index('ix_referral_flag_id', 'referral')
    op.drop_index('ix_referral_episode_id', 'referral')
