"""two records of one person can be made one, and undone within a day

On the way down a record that was merged stays, without the way to where its rows went: it counts
as erased, so that nobody finds an empty record of somebody who has another.

Revises: 0028
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0029'
down_revision = '0028'
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(
    postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), 'postgresql'
)
HIDE = sa.text("""
    update client set erased_at = (
        select max(merged_at) from record_merge where record_merge.duplicate_id = client.id
    ) where merged_into is not null and erased_at is null
""")


def upgrade() -> None:
    with op.batch_alter_table('client') as table:
        table.add_column(sa.Column('merged_into', sa.Uuid(), nullable=True))
        table.create_foreign_key(
            op.f('fk_client_practice_id_merged_into'), 'client',
            ['practice_id', 'merged_into'], ['practice_id', 'id'],
        )
    op.create_table(
        'record_merge',
        sa.Column('keeper_id', sa.Uuid(), nullable=False),
        sa.Column('duplicate_id', sa.Uuid(), nullable=False),
        sa.Column('goes_on', sa.String(length=10), nullable=False),
        sa.Column('told_in', sa.Uuid(), nullable=True),
        sa.Column('other', sa.Uuid(), nullable=True),
        sa.Column('moved', JSON, nullable=False),
        sa.Column('before', JSON, nullable=False),
        sa.Column('merged_by', sa.Uuid(), nullable=False),
        sa.Column('merged_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('undone_by', sa.Uuid(), nullable=True),
        sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('practice_id', sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "goes_on in ('', 'keeper', 'duplicate')", name=op.f('ck_record_merge_goes_on')
        ),
        sa.ForeignKeyConstraint(
            ['practice_id', 'keeper_id'], ['client.practice_id', 'client.id'],
            name=op.f('fk_record_merge_practice_id_keeper_id'),
        ),
        sa.ForeignKeyConstraint(
            ['practice_id', 'duplicate_id'], ['client.practice_id', 'client.id'],
            name=op.f('fk_record_merge_practice_id_duplicate_id'),
        ),
        sa.ForeignKeyConstraint(
            ['practice_id'], ['practice.id'], name=op.f('fk_record_merge_practice_id')
        ),
        sa.ForeignKeyConstraint(
            ['merged_by'], ['person.id'], name=op.f('fk_record_merge_merged_by')
        ),
        sa.ForeignKeyConstraint(
            ['undone_by'], ['person.id'], name=op.f('fk_record_merge_undone_by')
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_record_merge')),
    )
    for side in ('keeper_id', 'duplicate_id'):
        op.create_index(
            op.f(f'ix_record_merge_practice_id_{side}'), 'record_merge', ['practice_id', side]
        )


def downgrade() -> None:
    op.execute(HIDE)
    op.drop_table('record_merge')
    with op.batch_alter_table('client') as table:
        table.drop_constraint(op.f('fk_client_practice_id_merged_into'), type_='foreignkey')
        table.drop_column('merged_into')
