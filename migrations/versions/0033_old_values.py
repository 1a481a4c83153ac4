"""what a field of a record said before it was changed is kept

Revises: 0032
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0033'
down_revision = '0032'
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(
    postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), 'postgresql'
)


def upgrade() -> None:
    op.create_table(
        'record_change',
        sa.Column('episode_id', sa.Uuid(), nullable=False),
        sa.Column('field', sa.String(length=60), nullable=False),
        sa.Column('old_value', JSON, nullable=True),
        sa.Column('new_value', JSON, nullable=True),
        sa.Column('changed_by', sa.Uuid(), nullable=True),
        sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('client_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('practice_id', sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ['practice_id', 'client_id'], ['client.practice_id', 'client.id'],
            name=op.f('fk_record_change_practice_id_client_id'),
        ),
        sa.ForeignKeyConstraint(
            ['practice_id', 'episode_id'], ['episode.practice_id', 'episode.id'],
            name=op.f('fk_record_change_practice_id_episode_id'),
        ),
        sa.ForeignKeyConstraint(
            ['practice_id'], ['practice.id'], name=op.f('fk_record_change_practice_id')
        ),
        sa.ForeignKeyConstraint(
            ['changed_by'], ['person.id'], name=op.f('fk_record_change_changed_by')
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_record_change')),
    )
    op.create_index(
        op.f('ix_record_change_episode_id_changed_at'), 'record_change',
        ['episode_id', 'changed_at'],
    )


def downgrade() -> None:
    op.drop_table('record_change')
