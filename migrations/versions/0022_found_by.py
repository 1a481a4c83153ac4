"""a client is found by any part of the name, however it is written, and by telephone

The text is made by the function that the app itself uses, so that both fold alike.

Revises: 0021
"""

import sqlalchemy as sa
from alembic import op

from homecare.clients.finding import found_by

revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None

CLIENTS = sa.table(
    'client', sa.column('id', sa.Uuid()), sa.column('name'), sa.column('telephone'),
    sa.column('found_by'),
)  # fmt: skip


def upgrade() -> None:
    with op.batch_alter_table('client') as table:
        table.add_column(sa.Column('found_by', sa.String(), nullable=False, server_default=''))
    connection = op.get_bind()
    known = connection.execute(sa.select(CLIENTS.c.id, CLIENTS.c.name, CLIENTS.c.telephone)).all()
    rows = [{'of': row.id, 'text': found_by(row.name, row.telephone)} for row in known]
    if rows:
        written = sa.update(CLIENTS).where(CLIENTS.c.id == sa.bindparam('of'))
        connection.execute(written.values(found_by=sa.bindparam('text')), rows)
    with op.batch_alter_table('client') as table:
        table.alter_column('found_by', server_default=None)


def downgrade() -> None:
    with op.batch_alter_table('client') as table:
        table.drop_column('found_by')
