"""photos of a practice's own, and links to films

Going down, an exercise that was seen by photos alone is taken out of use. The release before has to
draw something where a programme holds it: its words begin with that the picture is not of it.

Revises: 0060
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = '0062'
down_revision = '0060'
branch_labels = None
depends_on = None

LIST = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), 'postgresql')
EXERCISE = sa.table(
    'exercise', sa.column('id', sa.Uuid()), sa.column('pose'), sa.column('steps', LIST),
    sa.column('archived_at', sa.DateTime(timezone=True)),
)  # fmt: skip
NOT_OF_IT = 'The picture is not of this exercise. Go by the words, and ask your therapist.'


def upgrade() -> None:
    with op.batch_alter_table('exercise') as table:
        table.add_column(sa.Column('film', sa.String(300), nullable=False, server_default=''))
        table.add_column(sa.Column('photos', LIST, nullable=False, server_default='[]'))
    with op.batch_alter_table('exercise') as table:
        table.alter_column('film', server_default=None)
        table.alter_column('photos', server_default=None)
    op.create_table(
        'photo',
        sa.Column('large', sa.LargeBinary(), nullable=False),
        sa.Column('small', sa.LargeBinary(), nullable=False),
        sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('practice_id', sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(['practice_id'], ['practice.id'], name=op.f('fk_photo_practice_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_photo')),
    )


def downgrade() -> None:
    _leave_without_picture(op.get_bind())
    op.drop_table('photo')
    with op.batch_alter_table('exercise') as table:
        table.drop_column('photos')
        table.drop_column('film')


def _leave_without_picture(database: sa.Connection) -> None:
    unseen = sa.select(EXERCISE).where(EXERCISE.c.pose == '')
    for row in database.execute(unseen).all():
        database.execute(
            EXERCISE.update().where(EXERCISE.c.id == row.id).values(
                pose='prone_lying', steps=[NOT_OF_IT, *row.steps],
                archived_at=row.archived_at or datetime.now(UTC),
            )
        )  # fmt: skip
