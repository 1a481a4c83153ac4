"""an answer to a letter can be corrected, moved or struck out, and what it said before is kept

On the way down an answer that is struck out stands again: the column that says so goes, the answer
is not lost.

Revises: 0047
"""

from collections import defaultdict

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0042'
down_revision = '0047'
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), 'postgresql')
SEEN = ('back', 'staying', 'sent_on')


def upgrade() -> None:
    with op.batch_alter_table('letter_answer') as table:
        table.add_column(sa.Column('struck_at', sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column('new_starts', JSON, nullable=False, server_default='[]'))
    with op.batch_alter_table('letter_answer') as table:
        table.alter_column('new_starts', server_default=None)
    op.create_table(
        'answer_correction',
        sa.Column('answer_id', sa.Uuid(), nullable=False),
        sa.Column('referral_id', sa.Uuid(), nullable=False),
        sa.Column('kind', sa.String(length=20), nullable=False),
        sa.Column('next', sa.String(length=20), nullable=False),
        sa.Column('seen_on', sa.Date(), nullable=True),
        sa.Column('words', sa.String(), nullable=False),
        sa.Column('sent_on_to', sa.String(length=200), nullable=False),
        sa.Column('how', sa.String(length=20), nullable=False),
        sa.Column('said_by', sa.String(length=120), nullable=False),
        sa.Column('reason', sa.String(), nullable=False),
        sa.Column('corrected_by', sa.Uuid(), nullable=False),
        sa.Column('corrected_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('client_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('practice_id', sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "kind in ('corrected', 'moved', 'struck_out', 'put_back')",
            name=op.f('ck_answer_correction_kind'),
        ),
        _of_practice('client', 'client_id'),
        _of_practice('referral', 'referral_id'),
        _of_practice('letter_answer', 'answer_id'),
        sa.ForeignKeyConstraint(
            ['corrected_by'], ['person.id'], name=op.f('fk_answer_correction_corrected_by')
        ),
        sa.ForeignKeyConstraint(
            ['practice_id'], ['practice.id'], name=op.f('fk_answer_correction_practice_id')
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_answer_correction')),
    )
    for columns in (['answer_id'], ['referral_id'], ['practice_id', 'client_id']):
        op.create_index(
            op.f('ix_answer_correction_' + '_'.join(columns)), 'answer_correction', columns
        )
    _fill(op.get_bind())


def _of_practice(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ['practice_id', column], [f'{table}.practice_id', f'{table}.id'],
        name=op.f(f'fk_answer_correction_practice_id_{column}'),
    )


def _fill(database: sa.Connection) -> None:
    """Which answer a new start came of was not kept: it goes only with the last of those that can
    have been meant."""
    episode = sa.table('episode', sa.column('id'), sa.column('new_starts', JSON))
    answer = sa.table(
        'letter_answer', sa.column('id'), sa.column('referral_id'), sa.column('next'),
        sa.column('new_starts', JSON),
    )  # fmt: skip
    referral = sa.table('referral', sa.column('id'), sa.column('episode_id'))
    starts = {row.id: row.new_starts for row in database.execute(sa.select(episode))}
    seen = (
        sa.select(answer.c.id, referral.c.episode_id)
        .join_from(answer, referral, referral.c.id == answer.c.referral_id)
        .where(answer.c.next.in_(SEEN))
    )
    meant = defaultdict(list)
    for row in database.execute(seen):
        if starts.get(row.episode_id):
            meant[row.episode_id].append(row.id)
    for episode_id, ids in meant.items():
        database.execute(
            answer.update().where(answer.c.id.in_(ids)).values(new_starts=starts[episode_id])
        )


def downgrade() -> None:
    op.drop_table('answer_correction')
    with op.batch_alter_table('letter_answer') as table:
        table.drop_column('new_starts')
        table.drop_column('struck_at')
