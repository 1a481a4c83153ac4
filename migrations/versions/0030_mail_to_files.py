"""whether a mail was only written to a file, because there was no mail server

Revises: 0031
"""

import sqlalchemy as sa
from alembic import op

revision = '0030'
down_revision = '0031'
branch_labels = None
depends_on = None

# A demonstration has never sent anything. What a real practice did before is not known.
DEMONSTRATION = """
    update outbox_mail set to_file = true
    where status = 'sent' and exists (select 1 from installation where kind = 'demonstration')
"""


def upgrade() -> None:
    with op.batch_alter_table('outbox_mail') as table:
        table.add_column(
            sa.Column('to_file', sa.Boolean(), nullable=False, server_default=sa.false())
        )
    op.execute(DEMONSTRATION)


def downgrade() -> None:
    with op.batch_alter_table('outbox_mail') as table:
        table.drop_column('to_file')
