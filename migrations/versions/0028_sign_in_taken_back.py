"""a sign-in that was taken back leaves room for another; a zone is the client's or the practice's

Revises: 0027
"""

import sqlalchemy as sa
from alembic import op

revision = '0028'
down_revision = '0027'
branch_labels = None
depends_on = None

HOLDS = sa.text('disabled_at is null')
CHOSEN = sa.text("""
    update client set zone_chosen = true where exists (
        select 1 from practice where practice.id = client.practice_id
        and practice.zone <> client.zone)
""")
LATER = """
    delete from membership where client_id is not null and disabled_at is not null and exists (
        select 1 from membership as later where later.practice_id = membership.practice_id
        and later.client_id = membership.client_id and later.id <> membership.id
        and (later.disabled_at is null or later.id > membership.id))
"""


def upgrade() -> None:
    with op.batch_alter_table('membership') as table:
        table.drop_constraint(op.f('uq_membership_practice_id_client_id'), type_='unique')
        table.create_index(
            'uq_membership_client', ['practice_id', 'client_id'], unique=True,
            sqlite_where=HOLDS, postgresql_where=HOLDS,
        )
    with op.batch_alter_table('client') as table:
        table.add_column(
            sa.Column('zone_chosen', sa.Boolean(), nullable=False, server_default=sa.false())
        )
    # Only a client could make it another one.
    op.execute(CHOSEN)
    with op.batch_alter_table('client') as table:
        table.alter_column('zone_chosen', server_default=None)


def downgrade() -> None:
    with op.batch_alter_table('client') as table:
        table.drop_column('zone_chosen')
    # Only this revision lets a record have a second place.
    op.execute(LATER)
    with op.batch_alter_table('membership') as table:
        table.drop_index('uq_membership_client')
        table.create_unique_constraint(
            op.f('uq_membership_practice_id_client_id'), ['practice_id', 'client_id']
        )
