"""what a mail says stands beside its row, and goes with all its room; old runs are found by date

A row that shrinks keeps its room in SQLite's file. The name by which servers know a mail is its
id, so it is kept once. Indexes that nothing reads go, the
largest of them the diary's.

Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = '0018'
down_revision = '0016'
branch_labels = None
depends_on = None

SAID = ('subject', 'text', 'html')
MAIL = sa.table(
    'outbox_mail', sa.column('id', sa.Uuid()), sa.column('message_id', sa.String()),
    sa.column('forgotten_at'), *(sa.column(name, sa.String()) for name in SAID),
)
WORDS = sa.table(
    'mail_words', sa.column('mail_id', sa.Uuid()), *(sa.column(name, sa.String()) for name in SAID)
)
PARTIAL = {
    'ix_outbox_mail_remembered': (['status', 'queued_at'], 'forgotten_at is null'),
    'ix_outbox_mail_undelivered': (
        ['practice_id'], "settled_at is null and status in ('failed', 'uncertain')"
    ),
}


def upgrade() -> None:
    op.create_table(
        'mail_words',
        sa.Column('mail_id', sa.Uuid(), nullable=False),
        sa.Column('subject', sa.String(length=200), nullable=False),
        sa.Column('text', sa.String(), nullable=False),
        sa.Column('html', sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ['mail_id'], ['outbox_mail.id'], name=op.f('fk_mail_words_mail_id')
        ),
        sa.PrimaryKeyConstraint('mail_id', name=op.f('pk_mail_words')),
    )
    said = sa.select(MAIL.c.id, *(MAIL.c[name] for name in SAID))
    remembered = said.where(sa.or_(MAIL.c.forgotten_at.is_(None), MAIL.c.text != ''))
    op.execute(sa.insert(WORDS).from_select(['mail_id', *SAID], remembered))
    op.drop_index('ix_outbox_mail_practice_id_queued_at', 'outbox_mail')
    _drop_partial()
    with op.batch_alter_table('outbox_mail') as table:
        table.drop_constraint('uq_outbox_mail_message_id', type_='unique')
        for name in (*SAID, 'message_id'):
            table.drop_column(name)
    _create_partial()
    op.drop_index('ix_run_kind_status', 'run')
    op.create_index('ix_run_kind_finished_at', 'run', ['kind', 'finished_at'])
    op.drop_index('ix_entry_supersedes', 'entry')
    with op.batch_alter_table('entry') as table:
        table.drop_constraint('uq_entry_practice_id_id', type_='unique')


def downgrade() -> None:
    with op.batch_alter_table('entry') as table:
        table.create_unique_constraint('uq_entry_practice_id_id', ['practice_id', 'id'])
    op.create_index('ix_entry_supersedes', 'entry', ['supersedes'])
    op.drop_index('ix_run_kind_finished_at', 'run')
    op.create_index('ix_run_kind_status', 'run', ['kind', 'status'])
    _drop_partial()
    with op.batch_alter_table('outbox_mail') as table:
        for name, length in (('subject', 200), ('text', None), ('html', None), ('message_id', 200)):
            kind = sa.String(length=length)
            table.add_column(sa.Column(name, kind, server_default='', nullable=False))
    for name in SAID:
        said = sa.select(WORDS.c[name]).where(WORDS.c.mail_id == MAIL.c.id).scalar_subquery()
        op.execute(sa.update(MAIL).values({name: sa.func.coalesce(said, '')}))
    named = sa.func.replace(sa.cast(MAIL.c.id, sa.String()), '-', '')
    op.execute(sa.update(MAIL).values(message_id=named))
    with op.batch_alter_table('outbox_mail') as table:
        for name in (*SAID, 'message_id'):
            table.alter_column(name, server_default=None)
        table.create_unique_constraint('uq_outbox_mail_message_id', ['message_id'])
    op.create_index(
        'ix_outbox_mail_practice_id_queued_at', 'outbox_mail', ['practice_id', 'queued_at']
    )
    _create_partial()
    op.drop_table('mail_words')


def _drop_partial() -> None:
    """A table that is written anew would lose which rows they are of."""
    for name in PARTIAL:
        op.drop_index(name, 'outbox_mail')


def _create_partial() -> None:
    for name, (columns, only) in PARTIAL.items():
        only_these = {'sqlite_where': sa.text(only), 'postgresql_where': sa.text(only)}
        op.create_index(name, 'outbox_mail', columns, **only_these)
