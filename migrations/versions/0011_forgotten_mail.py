"""the words of a mail are forgotten, and what failed is dealt with by somebody

The clock forgets what is here already: the words of mails with a link that lets somebody in at its
first tick, those of other sent mails once they are a week old.

Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None

MAIL = sa.table('outbox_mail', sa.column('kind', sa.String()), sa.column('has_secret', sa.Boolean()))
UNDELIVERED = "settled_at is null and status in ('failed', 'uncertain')"
SECRET = ('invitation', 'password_reset', 'check-in', 'confirm-address')


def upgrade() -> None:
    with op.batch_alter_table('outbox_mail') as table:
        table.add_column(
            sa.Column('has_secret', sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        table.add_column(sa.Column('forgotten_at', sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column('settled_by', sa.Uuid(), nullable=True))
        table.create_foreign_key(
            'fk_outbox_mail_settled_by', 'person', ['settled_by'], ['id']
        )
    op.execute(sa.update(MAIL).where(MAIL.c.kind.in_(SECRET)).values(has_secret=True))
    op.create_index(
        'ix_outbox_mail_remembered',
        'outbox_mail',
        ['status', 'queued_at'],
        sqlite_where=sa.text('forgotten_at is null'),
        postgresql_where=sa.text('forgotten_at is null'),
    )
    op.create_index(
        'ix_outbox_mail_undelivered',
        'outbox_mail',
        ['practice_id'],
        sqlite_where=sa.text(UNDELIVERED),
        postgresql_where=sa.text(UNDELIVERED),
    )


def downgrade() -> None:
    op.drop_index('ix_outbox_mail_undelivered', 'outbox_mail')
    op.drop_index('ix_outbox_mail_remembered', 'outbox_mail')
    with op.batch_alter_table('outbox_mail') as table:
        table.drop_constraint('fk_outbox_mail_settled_by', type_='foreignkey')
        for name in ('settled_by', 'settled_at', 'forgotten_at', 'has_secret'):
            table.drop_column(name)
