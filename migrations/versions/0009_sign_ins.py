"""a row for each device somebody signed in on, so that signing out there ends it

What was signed in before has no number of its own: one row a person, under the person's id, stands
for all of it. It goes on, and ends together with the first sign-out or after 90 days unused.

Revises: 0008
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None

PERSON = sa.table('person', sa.column('id', sa.Uuid()))
MOMENT = sa.DateTime(timezone=True)
SIGN_IN = sa.table('sign_in', sa.column('id', sa.Uuid()), sa.column('person_id', sa.Uuid()),
                   sa.column('made_at', MOMENT), sa.column('used_at', MOMENT))


def upgrade() -> None:
    op.create_table(
        'sign_in',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('person_id', sa.Uuid(), nullable=False),
        sa.Column('made_at', MOMENT, nullable=False),
        sa.Column('used_at', MOMENT, nullable=False),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_sign_in_person_id_person')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_in')),
    )
    op.create_index(op.f('ix_sign_in_person_id'), 'sign_in', ['person_id'])
    op.create_index(op.f('ix_sign_in_used_at'), 'sign_in', ['used_at'])
    now = sa.literal(datetime.now(UTC), MOMENT)
    everybody = sa.select(PERSON.c.id, PERSON.c.id, now, now)
    op.execute(SIGN_IN.insert().from_select(['id', 'person_id', 'made_at', 'used_at'], everybody))


def downgrade() -> None:
    op.drop_table('sign_in')
