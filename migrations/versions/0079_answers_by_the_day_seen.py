"""a doctor's answer counts from the day on which they saw the client, also where it came before

Revises: 0078
"""

from collections import defaultdict
from datetime import UTC
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0079'
down_revision = '0078'
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), 'postgresql')
DOCTORS = ('gp', 'doctor', 'emergency')
SEEN = ('back', 'staying', 'sent_on')


def upgrade() -> None:
    """Only an answer that says when they were seen moves; the others keep the day they came."""
    database = op.get_bind()
    episode = sa.table(
        'episode', sa.column('id'), sa.column('zone'), sa.column('gp_answers', JSON)
    )
    answer = sa.table(
        'letter_answer', sa.column('referral_id'), sa.column('next'), sa.column('struck_at'),
        sa.column('seen_on', sa.Date), sa.column('received_at', sa.DateTime),
    )  # fmt: skip
    referral = sa.table(
        'referral', sa.column('id'), sa.column('episode_id'), sa.column('contact_id')
    )
    contact = sa.table('contact', sa.column('id'), sa.column('kind'))
    of_doctors = (
        sa.select(episode.c.id, episode.c.zone, episode.c.gp_answers,
                  answer.c.seen_on, answer.c.received_at)
        .join_from(answer, referral, referral.c.id == answer.c.referral_id)
        .join(contact, contact.c.id == referral.c.contact_id)
        .join(episode, episode.c.id == referral.c.episode_id)
        .where(contact.c.kind.in_(DOCTORS), answer.c.next.in_(SEEN), answer.c.struck_at.is_(None))
    )  # fmt: skip
    kept, days = {}, defaultdict(set)
    for episode_id, zone, before, seen_on, received_at in database.execute(of_doctors):
        came = received_at if received_at.tzinfo else received_at.replace(tzinfo=UTC)
        kept[episode_id] = before
        days[episode_id].add((seen_on or came.astimezone(ZoneInfo(zone)).date()).isoformat())
    for episode_id, found in days.items():
        if found != {*kept[episode_id]}:
            database.execute(
                episode.update().where(episode.c.id == episode_id).values(gp_answers=sorted(found))
            )


def downgrade() -> None:
    """The days stay: each is one on which a doctor saw the client, and any version reads them."""
