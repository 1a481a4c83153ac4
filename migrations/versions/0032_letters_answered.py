"""a letter goes by a link to an address that somebody confirmed, and is answered

Revises: 0030
"""

import sqlalchemy as sa
from alembic import op

revision = '0032'
down_revision = '0030'
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table('contact') as table:
        table.add_column(sa.Column('confirmed_email', sa.String(length=254), nullable=True))
    _links()
    _openings()
    _answers()
    _files()


def _links() -> None:
    op.create_table(
        'letter_link',
        sa.Column('referral_id', sa.Uuid(), nullable=False),
        sa.Column('token_hash', sa.String(length=64), nullable=False),
        sa.Column('sent_to', sa.String(length=254), nullable=False),
        sa.Column('made_by', sa.Uuid(), nullable=False),
        sa.Column('made_at', MOMENT, nullable=False),
        sa.Column('ends_at', MOMENT, nullable=False),
        sa.Column('is_reminder', sa.Boolean(), nullable=False),
        sa.Column('ended_at', MOMENT, nullable=True),
        sa.Column('ended_why', sa.String(length=20), nullable=False),
        sa.Column('wrong_tries', sa.Integer(), nullable=False),
        sa.Column('locked_until', MOMENT, nullable=True),
        *_of_practice('letter_link'),
        sa.CheckConstraint(
            "ended_why in ('', 'tries', 'newer', 'by_hand')",
            name=op.f('ck_letter_link_ended_why'),
        ),
        _same_practice('letter_link', 'referral_id', 'referral'),
        _by('letter_link', 'made_by'),
        sa.UniqueConstraint('practice_id', 'id', name=op.f('uq_letter_link_practice_id_id')),
        sa.UniqueConstraint('token_hash', name=op.f('uq_letter_link_token_hash')),
    )
    _index('letter_link', 'referral_id')


def _openings() -> None:
    op.create_table(
        'letter_opening',
        sa.Column('link_id', sa.Uuid(), nullable=False),
        sa.Column('what', sa.String(length=20), nullable=False),
        sa.Column('at', MOMENT, nullable=False),
        *_of_practice('letter_opening'),
        sa.CheckConstraint("what in ('opened', 'page')", name=op.f('ck_letter_opening_what')),
        _same_practice('letter_opening', 'link_id', 'letter_link'),
    )
    _index('letter_opening', 'link_id')


def _answers() -> None:
    op.create_table(
        'letter_answer',
        sa.Column('referral_id', sa.Uuid(), nullable=False),
        sa.Column('next', sa.String(length=20), nullable=False),
        sa.Column('seen_on', sa.Date(), nullable=True),
        sa.Column('words', sa.String(), nullable=False),
        sa.Column('sent_on_to', sa.String(length=200), nullable=False),
        sa.Column('how', sa.String(length=20), nullable=False),
        sa.Column('said_by', sa.String(length=120), nullable=False),
        sa.Column('by_person', sa.Uuid(), nullable=True),
        sa.Column('received_at', MOMENT, nullable=False),
        sa.Column('read_at', MOMENT, nullable=True),
        sa.Column('read_by', sa.Uuid(), nullable=True),
        sa.Column('client_id', sa.Uuid(), nullable=False),
        *_of_practice('letter_answer'),
        sa.CheckConstraint(
            "next in ('back', 'staying', 'sent_on', 'never_went', 'waiting')",
            name=op.f('ck_letter_answer_next'),
        ),
        sa.CheckConstraint(
            "how in ('link', 'telephone', 'paper', 'client')", name=op.f('ck_letter_answer_how')
        ),
        _same_practice('letter_answer', 'client_id', 'client'),
        _same_practice('letter_answer', 'referral_id', 'referral'),
        _by('letter_answer', 'by_person'),
        _by('letter_answer', 'read_by'),
        sa.UniqueConstraint('practice_id', 'id', name=op.f('uq_letter_answer_practice_id_id')),
    )
    _index('letter_answer', 'client_id')
    _index('letter_answer', 'referral_id')


def _files() -> None:
    op.create_table(
        'answer_file',
        sa.Column('answer_id', sa.Uuid(), nullable=False),
        sa.Column('kind', sa.String(length=10), nullable=False),
        sa.Column('content', sa.LargeBinary(), nullable=False),
        sa.Column('sha256', sa.String(length=64), nullable=False),
        sa.Column('size', sa.Integer(), nullable=False),
        *_of_practice('answer_file'),
        sa.CheckConstraint("kind in ('pdf', 'jpeg', 'png')", name=op.f('ck_answer_file_kind')),
        _same_practice('answer_file', 'answer_id', 'letter_answer'),
        sa.UniqueConstraint('answer_id', name=op.f('uq_answer_file_answer_id')),
    )


def _of_practice(table: str) -> tuple[sa.schema.SchemaItem, ...]:
    return (
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('practice_id', sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ['practice_id'], ['practice.id'], name=op.f(f'fk_{table}_practice_id')
        ),
        sa.PrimaryKeyConstraint('id', name=op.f(f'pk_{table}')),
    )


def _same_practice(table: str, column: str, of: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ['practice_id', column], [f'{of}.practice_id', f'{of}.id'],
        name=op.f(f'fk_{table}_practice_id_{column}'),
    )


def _by(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ['person.id'], name=op.f(f'fk_{table}_{column}'))


def _index(table: str, column: str) -> None:
    op.create_index(op.f(f'ix_{table}_practice_id_{column}'), table, ['practice_id', column])


def downgrade() -> None:
    for table in ('answer_file', 'letter_answer', 'letter_opening', 'letter_link'):
        op.drop_table(table)
    with op.batch_alter_table('contact') as table:
        table.drop_column('confirmed_email')
