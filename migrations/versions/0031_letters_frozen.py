"""a letter asks a question, may replace another, and is kept as the page that was issued

Revises: 0029
"""

import sqlalchemy as sa
from alembic import op

revision = '0031'
down_revision = '0029'
branch_labels = None
depends_on = None

WORDS = ('question', 'course_note', 'replaces_why', 'differs_why', 'unasked_why')


def upgrade() -> None:
    with op.batch_alter_table('referral') as table:
        for name in WORDS:
            table.add_column(sa.Column(name, sa.String(), nullable=False, server_default=''))
        table.add_column(sa.Column('replaces_id', sa.Uuid(), nullable=True))
        table.create_foreign_key(
            op.f('fk_referral_practice_id_replaces_id'), 'referral',
            ['practice_id', 'replaces_id'], ['practice_id', 'id'],
        )
    with op.batch_alter_table('referral') as table:
        for name in WORDS:
            table.alter_column(name, server_default=None)
    op.create_table('letter_file',
    sa.Column('referral_id', sa.Uuid(), nullable=False),
    sa.Column('pdf', sa.LargeBinary(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('typeset_by', sa.String(length=40), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('client_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('practice_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['practice_id', 'client_id'], ['client.practice_id', 'client.id'], name=op.f('fk_letter_file_practice_id_client_id')),
    sa.ForeignKeyConstraint(['practice_id', 'referral_id'], ['referral.practice_id', 'referral.id'], name=op.f('fk_letter_file_practice_id_referral_id')),
    sa.ForeignKeyConstraint(['practice_id'], ['practice.id'], name=op.f('fk_letter_file_practice_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_letter_file')),
    sa.UniqueConstraint('referral_id', name=op.f('uq_letter_file_referral_id')),
    )
    with op.batch_alter_table('letter_file') as table:
        table.create_index(op.f('ix_letter_file_practice_id_client_id'), ['practice_id', 'client_id'])
    op.create_table('logo',
    sa.Column('png', sa.LargeBinary(), nullable=False),
    sa.Column('shows', sa.String(length=200), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('practice_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['practice_id'], ['practice.id'], name=op.f('fk_logo_practice_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_logo')),
    sa.UniqueConstraint('practice_id', name=op.f('uq_logo_practice_id')),
    )


def downgrade() -> None:
    op.drop_table('logo')
    with op.batch_alter_table('letter_file') as table:
        table.drop_index(op.f('ix_letter_file_practice_id_client_id'))
    op.drop_table('letter_file')
    with op.batch_alter_table('referral') as table:
        table.drop_constraint(op.f('fk_referral_practice_id_replaces_id'), type_='foreignkey')
        table.drop_column('replaces_id')
        for name in WORDS:
            table.drop_column(name)
