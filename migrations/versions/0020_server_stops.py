"""a sign of life says by which process and by which clock; a stop of the server is kept

Revises: 0019
"""

import sqlalchemy as sa
from alembic import op

revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('heartbeat') as table:
        table.add_column(sa.Column('shown_at', sa.DateTime(timezone=True), nullable=True))
        table.add_column(
            sa.Column('process', sa.String(length=32), server_default='', nullable=False)
        )
    with op.batch_alter_table('heartbeat') as table:
        table.alter_column('process', server_default=None)
    op.create_table(
        'server_stop',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('began', sa.DateTime(timezone=True), nullable=False),
        sa.Column('ended', sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint('ended > began', name=op.f('ck_server_stop_order')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_server_stop')),
        sa.UniqueConstraint('began', name=op.f('uq_server_stop_began')),
    )


def downgrade() -> None:
    op.drop_table('server_stop')
    with op.batch_alter_table('heartbeat') as table:
        table.drop_column('process')
        table.drop_column('shown_at')
