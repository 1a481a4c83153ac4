"""somebody looks after a colleague's clients while they are away

Revises: 0023
"""

import sqlalchemy as sa
from alembic import op

revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('cover',
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('covered_by', sa.Uuid(), nullable=False),
    sa.Column('first_day', sa.Date(), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=False),
    sa.Column('made_by', sa.Uuid(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('practice_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint('first_day <= last_day', name=op.f('ck_cover_order')),
    sa.ForeignKeyConstraint(['covered_by'], ['person.id'], name=op.f('fk_cover_covered_by')),
    sa.ForeignKeyConstraint(['made_by'], ['person.id'], name=op.f('fk_cover_made_by')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_cover_person_id')),
    sa.ForeignKeyConstraint(['practice_id'], ['practice.id'], name=op.f('fk_cover_practice_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cover'))
    )
    op.create_index(op.f('ix_cover_practice_id_last_day'), 'cover', ['practice_id', 'last_day'])


def downgrade() -> None:
    op.drop_table('cover')
