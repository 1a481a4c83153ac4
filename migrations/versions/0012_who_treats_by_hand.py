"""an entry of the address book says what somebody does: the gate before treatment by hand asks it

Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None

BEFORE = "kind in ('chiropractor', 'gp', 'other')"
NOW = (
    "kind in ('chiropractor', 'osteopath', 'physiotherapist', 'massage', "
    "'gp', 'emergency', 'doctor', 'other')"
)
CONTACT = sa.table('contact', sa.column('kind', sa.String()))


def upgrade() -> None:
    """"Someone else" stays, and is guarded like a chiropractor until the practice says more."""
    with op.batch_alter_table('contact', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_contact_kind'), type_='check')
        batch_op.create_check_constraint(batch_op.f('ck_contact_kind'), NOW)


def downgrade() -> None:
    known = CONTACT.c.kind.in_(('chiropractor', 'gp', 'other'))
    op.execute(sa.update(CONTACT).where(~known).values(kind='other'))
    with op.batch_alter_table('contact', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_contact_kind'), type_='check')
        batch_op.create_check_constraint(batch_op.f('ck_contact_kind'), BEFORE)
