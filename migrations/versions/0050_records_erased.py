"""what was asked and decided about deleting a record, and that it is gone

Revises: 0054
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0050'
down_revision = '0054'
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON(none_as_null=True).with_variant(
    postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), 'postgresql'
)


def upgrade() -> None:
    op.create_table(
        'erasure',
        sa.Column('asked_at', MOMENT, nullable=True),
        sa.Column('asked_by', sa.Uuid(), nullable=True),
        sa.Column('decision', sa.String(length=20), nullable=False),
        sa.Column('why', sa.String(length=20), nullable=False),
        sa.Column('words', sa.String(length=500), nullable=False),
        sa.Column('keep_until', sa.Date(), nullable=True),
        sa.Column('decided_at', MOMENT, nullable=True),
        sa.Column('decided_by', sa.Uuid(), nullable=True),
        sa.Column('records', JSON, nullable=False),
        sa.Column('counts', JSON, nullable=False),
        sa.Column('client_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('practice_id', sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "decision in ('', 'erased', 'kept', 'taken_back')", name=op.f('ck_erasure_decision')
        ),
        sa.CheckConstraint(
            "why in ('', 'asked', 'over', 'law', 'claim', 'care')", name=op.f('ck_erasure_why')
        ),
        sa.ForeignKeyConstraint(
            ['practice_id', 'client_id'], ['client.practice_id', 'client.id'],
            name=op.f('fk_erasure_practice_id_client_id'),
        ),
        sa.ForeignKeyConstraint(['asked_by'], ['person.id'], name=op.f('fk_erasure_asked_by')),
        sa.ForeignKeyConstraint(['decided_by'], ['person.id'], name=op.f('fk_erasure_decided_by')),
        sa.ForeignKeyConstraint(
            ['practice_id'], ['practice.id'], name=op.f('fk_erasure_practice_id')
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_erasure')),
    )  # fmt: skip
    op.create_index(
        op.f('ix_erasure_practice_id_client_id'), 'erasure', ['practice_id', 'client_id']
    )


def downgrade() -> None:
    op.drop_table('erasure')
