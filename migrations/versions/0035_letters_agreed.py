"""a client agrees to one letter and one receiver, on their phone or in the room

Revises: 0034
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0035'
down_revision = '0034'
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON(none_as_null=True).with_variant(
    postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), 'postgresql'
)
TABLE = 'letter_agreement'


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column('episode_id', sa.Uuid(), nullable=False),
        sa.Column('referral_id', sa.Uuid(), nullable=False),
        sa.Column('contact_id', sa.Uuid(), nullable=False),
        sa.Column('consent_id', sa.Uuid(), nullable=True),
        sa.Column('how', sa.String(length=20), nullable=False),
        sa.Column('mark', sa.String(length=24), nullable=False),
        sa.Column('wording', sa.String(), nullable=False),
        sa.Column('letter', JSON, nullable=True),
        sa.Column('chart', sa.String(), nullable=True),
        sa.Column('asked_at', MOMENT, nullable=False),
        sa.Column('asked_by', sa.Uuid(), nullable=False),
        sa.Column('answer', sa.String(length=20), nullable=False),
        sa.Column('words', sa.String(), nullable=False),
        sa.Column('answered_at', MOMENT, nullable=True),
        sa.Column('answered_by', sa.Uuid(), nullable=True),
        sa.Column('lapsed_at', MOMENT, nullable=True),
        sa.Column('seen_at', MOMENT, nullable=True),
        sa.Column('seen_by', sa.Uuid(), nullable=True),
        sa.Column('client_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('practice_id', sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "answer in ('', 'agreed', 'asked_change', 'refused', 'withdrawn')",
            name=op.f('ck_letter_agreement_answer'),
        ),
        sa.CheckConstraint("how in ('phone', 'room')", name=op.f('ck_letter_agreement_how')),
        *(_same_practice(column) for column in
          ('client', 'episode', 'referral', 'contact', 'consent')),
        *(_by(column) for column in ('asked_by', 'answered_by', 'seen_by')),
        sa.ForeignKeyConstraint(
            ['practice_id'], ['practice.id'], name=op.f('fk_letter_agreement_practice_id')
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_letter_agreement')),
    )  # fmt: skip
    for column in ('client_id', 'referral_id'):
        name = op.f(f'ix_letter_agreement_practice_id_{column}')
        op.create_index(name, TABLE, ['practice_id', column])


def _same_practice(of: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ['practice_id', f'{of}_id'], [f'{of}.practice_id', f'{of}.id'],
        name=op.f(f'fk_letter_agreement_practice_id_{of}_id'),
    )  # fmt: skip


def _by(column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], ['person.id'], name=op.f(f'fk_letter_agreement_{column}')
    )


def downgrade() -> None:
    op.drop_table(TABLE)
