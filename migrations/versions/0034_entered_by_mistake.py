"""what was entered by mistake is no ending of care, nor is a merge; an import can be looked at

On the way down both are endings of another kind again, and their reason says which.

Revises: 0036
"""

import sqlalchemy as sa
from alembic import op

revision = '0034'
down_revision = '0036'
branch_labels = None
depends_on = None

BEFORE = "closed_as in ('', 'better', 'complete', 'referred', 'stopped', 'other')"
AFTER = (
    "closed_as in ('', 'better', 'complete', 'referred', 'stopped', 'other', 'mistake', 'merged')"
)
MERGED = sa.text("""
    update episode set closed_as = 'merged' where closed_as = 'other'
    and closed_reason = 'Entered twice: merged with the other record, whose care goes on'
""")
BACK = sa.text("""
    update episode set closed_as = 'other', closed_reason = case
        when closed_as = 'merged' then closed_reason
        when closed_reason = '' then 'Entered by mistake'
        else 'Entered by mistake. ' || closed_reason end
    where closed_as in ('mistake', 'merged')
""")


def upgrade() -> None:
    _closed_as(AFTER)
    op.execute(MERGED)
    op.create_table(
        'client_import',
        sa.Column('imported_by', sa.Uuid(), nullable=False),
        sa.Column('imported_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('undone_by', sa.Uuid(), nullable=True),
        sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('practice_id', sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ['imported_by'], ['person.id'], name=op.f('fk_client_import_imported_by')
        ),
        sa.ForeignKeyConstraint(
            ['undone_by'], ['person.id'], name=op.f('fk_client_import_undone_by')
        ),
        sa.ForeignKeyConstraint(
            ['practice_id'], ['practice.id'], name=op.f('fk_client_import_practice_id')
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_client_import')),
        sa.UniqueConstraint('practice_id', 'id', name=op.f('uq_client_import_practice_id_id')),
    )
    op.create_index(
        op.f('ix_client_import_practice_id_imported_at'), 'client_import', ['practice_id', 'imported_at']
    )
    op.create_table(
        'imported_line',
        sa.Column('import_id', sa.Uuid(), nullable=False),
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('made_id', sa.Uuid(), nullable=True),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('practice_id', sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ['practice_id', 'import_id'], ['client_import.practice_id', 'client_import.id'],
            name=op.f('fk_imported_line_practice_id_import_id'),
        ),
        sa.ForeignKeyConstraint(
            ['practice_id', 'made_id'], ['client.practice_id', 'client.id'],
            name=op.f('fk_imported_line_practice_id_made_id'),
        ),
        sa.ForeignKeyConstraint(
            ['practice_id'], ['practice.id'], name=op.f('fk_imported_line_practice_id')
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_imported_line')),
    )
    op.create_index(op.f('ix_imported_line_import_id'), 'imported_line', ['import_id'])


def downgrade() -> None:
    op.drop_table('imported_line')
    op.drop_table('client_import')
    op.execute(BACK)
    _closed_as(BEFORE)


def _closed_as(condition: str) -> None:
    with op.batch_alter_table('episode') as table:
        table.drop_constraint(op.f('ck_episode_closed_as'), type_='check')
        table.create_check_constraint(op.f('ck_episode_closed_as'), condition)
