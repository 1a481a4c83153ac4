"""the foreign key of a sign-in is named as all the others are, and as the models say

Revises: 0013
"""

from alembic import op

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None

LONG = 'fk_sign_in_person_id_person'
SHORT = 'fk_sign_in_person_id'


def upgrade() -> None:
    rename(LONG, SHORT)


def downgrade() -> None:
    rename(SHORT, LONG)


def rename(old: str, new: str) -> None:
    """Make the key again under its new name: SQLite can't rename one."""
    with op.batch_alter_table('sign_in', schema=None) as batch_op:
        batch_op.drop_constraint(op.f(old), type_='foreignkey')
        batch_op.create_foreign_key(op.f(new), 'person', ['person_id'], ['id'])
