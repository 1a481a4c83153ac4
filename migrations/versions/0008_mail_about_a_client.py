"""a client's page lists the mail about them: an index, so that it reads theirs alone

Revises: 0007
"""

from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index('ix_outbox_mail_practice_id_client_id', 'outbox_mail', ['practice_id', 'client_id'])


def downgrade() -> None:
    op.drop_index('ix_outbox_mail_practice_id_client_id', 'outbox_mail')
