"""mails that come by themselves let the others go first, and what is claimed is found among all runs

Of the mails that wait while this is applied, those that come by themselves are told by their kind.

Revises: 0062
"""

import sqlalchemy as sa
from alembic import op

revision = '0063'
down_revision = '0062'
branch_labels = None
depends_on = None

QUEUED = sa.text("status = 'queued'")
CLAIMED = sa.text("status = 'claimed'")
BY_THEMSELVES = ('reminder', 'mail-rests', 'weekly-progress', 'weekly-digest', 'check-in', 'monthly-trail')


def upgrade() -> None:
    op.drop_index('ix_outbox_mail_waiting', 'outbox_mail')
    op.add_column('outbox_mail', sa.Column('bulk', sa.Boolean(), nullable=False, server_default=sa.false()))
    mail = sa.table('outbox_mail', sa.column('kind'), sa.column('status'), sa.column('bulk', sa.Boolean()))
    waits = sa.and_(mail.c.status == 'queued', mail.c.kind.in_(BY_THEMSELVES))
    op.execute(mail.update().where(waits).values(bulk=sa.true()))
    op.create_index('ix_outbox_mail_waiting', 'outbox_mail', ['bulk', 'not_before'],
                    sqlite_where=QUEUED, postgresql_where=QUEUED)
    op.create_index('ix_run_claimed', 'run', ['claimed_at'], sqlite_where=CLAIMED, postgresql_where=CLAIMED)


def downgrade() -> None:
    op.drop_index('ix_run_claimed', 'run')
    op.drop_index('ix_outbox_mail_waiting', 'outbox_mail')
    op.drop_column('outbox_mail', 'bulk')
    op.create_index('ix_outbox_mail_waiting', 'outbox_mail', ['not_before'],
                    sqlite_where=QUEUED, postgresql_where=QUEUED)
