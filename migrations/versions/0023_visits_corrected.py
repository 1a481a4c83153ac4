"""a visit can be corrected, moved or struck out, and what it said before is kept

On the way down a visit that is struck out stands again: the column that says so goes, the visit is
not lost.

Revises: 0022
"""

import sqlalchemy as sa
from alembic import op

revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('visit') as table:
        table.add_column(sa.Column('struck_at', sa.DateTime(timezone=True), nullable=True))
        table.create_unique_constraint('uq_visit_practice_id_id', ['practice_id', 'id'])
    op.create_table(
        'visit_correction',
        sa.Column('visit_id', sa.Uuid(), nullable=False),
        sa.Column('episode_id', sa.Uuid(), nullable=False),
        sa.Column('kind', sa.String(length=20), nullable=False),
        sa.Column('visited_on', sa.Date(), nullable=False),
        sa.Column('note', sa.String(), nullable=False),
        sa.Column('reason', sa.String(), nullable=False),
        sa.Column('corrected_by', sa.Uuid(), nullable=False),
        sa.Column('corrected_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('client_id', sa.Uuid(), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('practice_id', sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "kind in ('corrected', 'moved', 'struck_out', 'put_back')",
            name=op.f('ck_visit_correction_kind'),
        ),
        _of_practice('client', 'client_id'),
        _of_practice('episode', 'episode_id'),
        _of_practice('visit', 'visit_id'),
        sa.ForeignKeyConstraint(
            ['corrected_by'], ['person.id'], name=op.f('fk_visit_correction_corrected_by')
        ),
        sa.ForeignKeyConstraint(
            ['practice_id'], ['practice.id'], name=op.f('fk_visit_correction_practice_id')
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_visit_correction')),
    )
    for column in ('visit_id', 'episode_id'):
        op.create_index(op.f(f'ix_visit_correction_{column}'), 'visit_correction', [column])


def _of_practice(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ['practice_id', column], [f'{table}.practice_id', f'{table}.id'],
        name=op.f(f'fk_visit_correction_practice_id_{column}'),
    )


def downgrade() -> None:
    op.drop_table('visit_correction')
    with op.batch_alter_table('visit') as table:
        table.drop_constraint('uq_visit_practice_id_id', type_='unique')
        table.drop_column('struck_at')
