"""days on which a doctor's answer came on record, of each episode

Revises: 0044
"""

from collections import defaultdict

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0053'
down_revision = '0044'
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), 'postgresql')
DOCTORS = ('gp', 'doctor', 'emergency')
SEEN = ('back', 'staying', 'sent_on')


def upgrade() -> None:
    with op.batch_alter_table('episode') as table:
        table.add_column(sa.Column('gp_answers', JSON, nullable=False, server_default='[]'))
    with op.batch_alter_table('episode') as table:
        table.alter_column('gp_answers', server_default=None)
    _fill(op.get_bind())


def _fill(database: sa.Connection) -> None:
    """Write down the answers that are there already, by the day on which they were received."""
    episode = sa.table('episode', sa.column('id'), sa.column('gp_answers', JSON))
    answer = sa.table(
        'letter_answer', sa.column('referral_id'), sa.column('next'),
        sa.column('received_at', sa.DateTime),
    )  # fmt: skip
    referral = sa.table(
        'referral', sa.column('id'), sa.column('episode_id'), sa.column('contact_id')
    )
    contact = sa.table('contact', sa.column('id'), sa.column('kind'))
    of_doctors = (
        sa.select(referral.c.episode_id, answer.c.received_at)
        .join_from(answer, referral, referral.c.id == answer.c.referral_id)
        .join(contact, contact.c.id == referral.c.contact_id)
        .where(contact.c.kind.in_(DOCTORS), answer.c.next.in_(SEEN))
    )
    days = defaultdict(set)
    for episode_id, received_at in database.execute(of_doctors):
        days[episode_id].add(str(received_at)[:10])
    for episode_id, found in days.items():
        database.execute(
            episode.update().where(episode.c.id == episode_id).values(gp_answers=sorted(found))
        )


def downgrade() -> None:
    with op.batch_alter_table('episode') as table:
        table.drop_column('gp_answers')
