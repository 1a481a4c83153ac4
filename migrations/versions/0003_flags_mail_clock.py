"""flags, mail, clock

Revises: 0002
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('heartbeat',
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_heartbeat'))
    )
    op.create_table('run',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('subject', sa.String(length=100), nullable=False),
    sa.Column('period', sa.String(length=20), nullable=False),
    sa.Column('status', sa.String(length=20), nullable=False),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.Column('claimed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_run')),
    sa.UniqueConstraint('kind', 'subject', 'period', name=op.f('uq_run_kind_subject_period'))
    )
    with op.batch_alter_table('run', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_run_kind_status'), ['kind', 'status'], unique=False)

    op.create_table('outbox_mail',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('practice_id', sa.Uuid(), nullable=True),
    sa.Column('client_id', sa.Uuid(), nullable=True),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('key', sa.String(length=200), nullable=True),
    sa.Column('to_address', sa.String(length=254), nullable=False),
    sa.Column('to_name', sa.String(length=120), nullable=False),
    sa.Column('subject', sa.String(length=200), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('html', sa.String(), nullable=False),
    sa.Column('message_id', sa.String(length=200), nullable=False),
    sa.Column('status', sa.String(length=20), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('queued_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('not_before', sa.DateTime(timezone=True), nullable=False),
    sa.Column('claimed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('error', sa.String(length=300), nullable=False),
    sa.CheckConstraint("status in ('queued', 'sending', 'sent', 'failed', 'uncertain')", name=op.f('ck_outbox_mail_status')),
    sa.ForeignKeyConstraint(['practice_id'], ['practice.id'], name=op.f('fk_outbox_mail_practice_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outbox_mail')),
    sa.UniqueConstraint('key', name=op.f('uq_outbox_mail_key')),
    sa.UniqueConstraint('message_id', name=op.f('uq_outbox_mail_message_id'))
    )
    with op.batch_alter_table('outbox_mail', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_outbox_mail_practice_id_queued_at'), ['practice_id', 'queued_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_outbox_mail_status_not_before'), ['status', 'not_before'], unique=False)

    op.create_table('mail_part',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('mail_id', sa.Uuid(), nullable=False),
    sa.Column('cid', sa.String(length=60), nullable=False),
    sa.Column('content_type', sa.String(length=60), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('alt', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['mail_id'], ['outbox_mail.id'], name=op.f('fk_mail_part_mail_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mail_part'))
    )
    with op.batch_alter_table('mail_part', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_mail_part_mail_id'), ['mail_id'], unique=False)

    op.create_table('flag',
    sa.Column('episode_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('proposes', sa.String(length=20), nullable=False),
    sa.Column('status', sa.String(length=20), nullable=False),
    sa.Column('raised_on', sa.Date(), nullable=False),
    sa.Column('raised_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('snoozed_until', sa.Date(), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reasons', JSON, nullable=False),
    sa.Column('figures', JSON, nullable=False),
    sa.Column('rule_version', sa.String(length=20), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('client_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('practice_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['practice_id', 'client_id'], ['client.practice_id', 'client.id'], name=op.f('fk_flag_practice_id_client_id')),
    sa.ForeignKeyConstraint(['practice_id', 'episode_id'], ['episode.practice_id', 'episode.id'], name=op.f('fk_flag_practice_id_episode_id')),
    sa.ForeignKeyConstraint(['practice_id'], ['practice.id'], name=op.f('fk_flag_practice_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_flag')),
    sa.UniqueConstraint('practice_id', 'id', name=op.f('uq_flag_practice_id_id'))
    )
    with op.batch_alter_table('flag', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_flag_practice_id_status'), ['practice_id', 'status'], unique=False)
        batch_op.create_index('uq_flag_live', ['episode_id'], unique=True, sqlite_where=sa.text('closed_at is null'), postgresql_where=sa.text('closed_at is null'))

    op.create_table('screening',
    sa.Column('episode_id', sa.Uuid(), nullable=False),
    sa.Column('source', sa.String(length=20), nullable=False),
    sa.Column('answered_on', sa.Date(), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answered_by', sa.Uuid(), nullable=False),
    sa.Column('mistaken_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('client_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('practice_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['answered_by'], ['person.id'], name=op.f('fk_screening_answered_by')),
    sa.ForeignKeyConstraint(['practice_id', 'client_id'], ['client.practice_id', 'client.id'], name=op.f('fk_screening_practice_id_client_id')),
    sa.ForeignKeyConstraint(['practice_id', 'episode_id'], ['episode.practice_id', 'episode.id'], name=op.f('fk_screening_practice_id_episode_id')),
    sa.ForeignKeyConstraint(['practice_id'], ['practice.id'], name=op.f('fk_screening_practice_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_screening')),
    sa.UniqueConstraint('practice_id', 'id', name=op.f('uq_screening_practice_id_id'))
    )
    with op.batch_alter_table('screening', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_screening_episode_id_answered_on'), ['episode_id', 'answered_on'], unique=False)

    op.create_table('verdict',
    sa.Column('episode_id', sa.Uuid(), nullable=False),
    sa.Column('judged_on', sa.Date(), nullable=False),
    sa.Column('state', sa.String(length=20), nullable=False),
    sa.Column('proposes', sa.String(length=20), nullable=False),
    sa.Column('reasons', JSON, nullable=False),
    sa.Column('figures', JSON, nullable=False),
    sa.Column('rule_version', sa.String(length=20), nullable=False),
    sa.Column('judged_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('client_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('practice_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['practice_id', 'client_id'], ['client.practice_id', 'client.id'], name=op.f('fk_verdict_practice_id_client_id')),
    sa.ForeignKeyConstraint(['practice_id', 'episode_id'], ['episode.practice_id', 'episode.id'], name=op.f('fk_verdict_practice_id_episode_id')),
    sa.ForeignKeyConstraint(['practice_id'], ['practice.id'], name=op.f('fk_verdict_practice_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_verdict')),
    sa.UniqueConstraint('episode_id', name=op.f('uq_verdict_episode_id'))
    )
    with op.batch_alter_table('verdict', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_verdict_practice_id_client_id'), ['practice_id', 'client_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_verdict_state'), ['state'], unique=False)

    op.create_table('flag_transition',
    sa.Column('flag_id', sa.Uuid(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('old', sa.String(length=20), nullable=False),
    sa.Column('new', sa.String(length=20), nullable=False),
    sa.Column('actor_id', sa.Uuid(), nullable=True),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('reasons', JSON, nullable=False),
    sa.Column('figures', JSON, nullable=False),
    sa.Column('rule_version', sa.String(length=20), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('practice_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['actor_id'], ['person.id'], name=op.f('fk_flag_transition_actor_id')),
    sa.ForeignKeyConstraint(['flag_id'], ['flag.id'], name='fk_flag_transition_flag_id'),
    sa.ForeignKeyConstraint(['practice_id'], ['practice.id'], name=op.f('fk_flag_transition_practice_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_flag_transition'))
    )
    with op.batch_alter_table('flag_transition', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_flag_transition_flag_id'), ['flag_id'], unique=False)

    op.create_table('red_flag_answer',
    sa.Column('screening_id', sa.Uuid(), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('unsure', sa.Boolean(), nullable=False),
    sa.Column('decision', sa.String(length=20), nullable=True),
    sa.Column('cleared_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('cleared_on', sa.Date(), nullable=True),
    sa.Column('cleared_by', sa.Uuid(), nullable=True),
    sa.Column('cleared_reason', sa.String(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('practice_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['cleared_by'], ['person.id'], name=op.f('fk_red_flag_answer_cleared_by')),
    sa.ForeignKeyConstraint(['practice_id'], ['practice.id'], name=op.f('fk_red_flag_answer_practice_id')),
    sa.ForeignKeyConstraint(['screening_id'], ['screening.id'], name='fk_red_flag_answer_screening_id'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_red_flag_answer')),
    sa.UniqueConstraint('screening_id', 'code', name=op.f('uq_red_flag_answer_screening_id_code'))
    )
    with op.batch_alter_table('red_flag_answer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_red_flag_answer_screening_id'), ['screening_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('red_flag_answer', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_red_flag_answer_screening_id'))

    op.drop_table('red_flag_answer')
    with op.batch_alter_table('flag_transition', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_flag_transition_flag_id'))

    op.drop_table('flag_transition')
    with op.batch_alter_table('verdict', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_verdict_state'))
        batch_op.drop_index(batch_op.f('ix_verdict_practice_id_client_id'))

    op.drop_table('verdict')
    with op.batch_alter_table('screening', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_screening_episode_id_answered_on'))

    op.drop_table('screening')
    with op.batch_alter_table('flag', schema=None) as batch_op:
        batch_op.drop_index('uq_flag_live', sqlite_where=sa.text('closed_at is null'), postgresql_where=sa.text('closed_at is null'))
        batch_op.drop_index(batch_op.f('ix_flag_practice_id_status'))

    op.drop_table('flag')
    with op.batch_alter_table('mail_part', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_mail_part_mail_id'))

    op.drop_table('mail_part')
    with op.batch_alter_table('outbox_mail', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_outbox_mail_status_not_before'))
        batch_op.drop_index(batch_op.f('ix_outbox_mail_practice_id_queued_at'))

    op.drop_table('outbox_mail')
    with op.batch_alter_table('run', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_run_kind_status'))

    op.drop_table('run')
    op.drop_table('heartbeat')
