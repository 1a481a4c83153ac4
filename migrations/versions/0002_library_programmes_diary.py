"""library, programmes, diary

Revises: 0001
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('advice',
    sa.Column('code', sa.String(length=60), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('alternative', sa.String(), nullable=False),
    sa.Column('question', sa.String(), nullable=False),
    sa.Column('limit_minutes', sa.Integer(), nullable=True),
    sa.Column('days', sa.Integer(), nullable=False),
    sa.Column('archived_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('practice_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['practice_id'], ['practice.id'], name=op.f('fk_advice_practice_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_advice')),
    sa.UniqueConstraint('practice_id', 'code', name=op.f('uq_advice_practice_id_code')),
    sa.UniqueConstraint('practice_id', 'id', name=op.f('uq_advice_practice_id_id'))
    )
    op.create_table('exercise',
    sa.Column('code', sa.String(length=60), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('position', sa.String(length=60), nullable=False),
    sa.Column('area', sa.String(length=60), nullable=False),
    sa.Column('bias', sa.String(length=20), nullable=False),
    sa.Column('sided', sa.Boolean(), nullable=False),
    sa.Column('steps', JSON, nullable=False),
    sa.Column('feel', sa.String(), nullable=False),
    sa.Column('stop', sa.String(), nullable=False),
    sa.Column('caution', sa.String(), nullable=False),
    sa.Column('pose', sa.String(length=60), nullable=False),
    sa.Column('archived_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('practice_id', sa.Uuid(), nullable=False),
    sa.Column('sets', sa.Integer(), nullable=True),
    sa.Column('reps', sa.Integer(), nullable=True),
    sa.Column('hold_seconds', sa.Integer(), nullable=True),
    sa.Column('minutes', sa.Integer(), nullable=True),
    sa.Column('times_a_day', sa.Integer(), nullable=False),
    sa.Column('days', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['practice_id'], ['practice.id'], name=op.f('fk_exercise_practice_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_exercise')),
    sa.UniqueConstraint('practice_id', 'code', name=op.f('uq_exercise_practice_id_code')),
    sa.UniqueConstraint('practice_id', 'id', name=op.f('uq_exercise_practice_id_id'))
    )
    op.create_table('template',
    sa.Column('code', sa.String(length=60), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('for_whom', sa.String(), nullable=False),
    sa.Column('description', sa.String(), nullable=False),
    sa.Column('advice_codes', JSON, nullable=False),
    sa.Column('archived_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('practice_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['practice_id'], ['practice.id'], name=op.f('fk_template_practice_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_template')),
    sa.UniqueConstraint('practice_id', 'code', name=op.f('uq_template_practice_id_code')),
    sa.UniqueConstraint('practice_id', 'id', name=op.f('uq_template_practice_id_id'))
    )
    op.create_table('rejected_entry',
    sa.Column('entry_id', sa.Uuid(), nullable=False),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.Column('sent', JSON, nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('client_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('practice_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['practice_id', 'client_id'], ['client.practice_id', 'client.id'], name=op.f('fk_rejected_entry_practice_id_client_id')),
    sa.ForeignKeyConstraint(['practice_id'], ['practice.id'], name=op.f('fk_rejected_entry_practice_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rejected_entry'))
    )
    with op.batch_alter_table('rejected_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_rejected_entry_entry_id'), ['entry_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_rejected_entry_practice_id_client_id'), ['practice_id', 'client_id'], unique=False)

    op.create_table('template_item',
    sa.Column('template_id', sa.Uuid(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('exercise_id', sa.Uuid(), nullable=False),
    sa.Column('in_flare', sa.Boolean(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('practice_id', sa.Uuid(), nullable=False),
    sa.Column('sets', sa.Integer(), nullable=True),
    sa.Column('reps', sa.Integer(), nullable=True),
    sa.Column('hold_seconds', sa.Integer(), nullable=True),
    sa.Column('minutes', sa.Integer(), nullable=True),
    sa.Column('times_a_day', sa.Integer(), nullable=False),
    sa.Column('days', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['practice_id', 'exercise_id'], ['exercise.practice_id', 'exercise.id'], name=op.f('fk_template_item_practice_id_exercise_id')),
    sa.ForeignKeyConstraint(['practice_id', 'template_id'], ['template.practice_id', 'template.id'], name=op.f('fk_template_item_practice_id_template_id')),
    sa.ForeignKeyConstraint(['practice_id'], ['practice.id'], name=op.f('fk_template_item_practice_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_template_item'))
    )
    with op.batch_alter_table('template_item', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_template_item_template_id'), ['template_id'], unique=False)

    op.create_table('diary_day',
    sa.Column('episode_id', sa.Uuid(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('practice_id', sa.Uuid(), nullable=False),
    sa.Column('client_id', sa.Uuid(), nullable=False),
    sa.Column('leg', sa.Integer(), nullable=True),
    sa.Column('back', sa.Integer(), nullable=True),
    sa.Column('due', sa.Integer(), nullable=False),
    sa.Column('reported', sa.Integer(), nullable=False),
    sa.Column('partly', sa.Integer(), nullable=False),
    sa.Column('not_done', sa.Integer(), nullable=False),
    sa.Column('sitting', sa.String(length=20), nullable=True),
    sa.Column('bath', sa.String(length=20), nullable=True),
    sa.Column('flare', sa.Boolean(), nullable=False),
    sa.Column('away', sa.Boolean(), nullable=False),
    sa.Column('noted', sa.Boolean(), nullable=False),
    sa.Column('better', sa.Boolean(), nullable=False),
    sa.Column('late', sa.Boolean(), nullable=False),
    sa.Column('closed', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['practice_id', 'client_id'], ['client.practice_id', 'client.id'], name=op.f('fk_diary_day_practice_id_client_id')),
    sa.ForeignKeyConstraint(['practice_id', 'episode_id'], ['episode.practice_id', 'episode.id'], name=op.f('fk_diary_day_practice_id_episode_id')),
    sa.ForeignKeyConstraint(['practice_id'], ['practice.id'], name=op.f('fk_diary_day_practice_id')),
    sa.PrimaryKeyConstraint('episode_id', 'day', name=op.f('pk_diary_day'))
    )
    with op.batch_alter_table('diary_day', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_diary_day_practice_id_client_id_day'), ['practice_id', 'client_id', 'day'], unique=False)

    op.create_table('entry',
    sa.Column('episode_id', sa.Uuid(), nullable=False),
    sa.Column('device', sa.String(length=64), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('op', sa.String(length=10), nullable=False),
    sa.Column('supersedes', sa.Uuid(), nullable=True),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('programme_version_id', sa.Uuid(), nullable=True),
    sa.Column('local_date', sa.Date(), nullable=False),
    sa.Column('zone', sa.String(length=60), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('body', JSON, nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.Column('flagged', sa.Boolean(), nullable=False),
    sa.Column('written_by', sa.Uuid(), nullable=False),
    sa.Column('client_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('practice_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("(op = 'log') = (supersedes is null)", name=op.f('ck_entry_supersedes')),
    sa.CheckConstraint("op in ('log', 'amend', 'void')", name=op.f('ck_entry_op')),
    sa.ForeignKeyConstraint(['practice_id', 'client_id'], ['client.practice_id', 'client.id'], name=op.f('fk_entry_practice_id_client_id')),
    sa.ForeignKeyConstraint(['practice_id', 'episode_id'], ['episode.practice_id', 'episode.id'], name=op.f('fk_entry_practice_id_episode_id')),
    sa.ForeignKeyConstraint(['practice_id'], ['practice.id'], name=op.f('fk_entry_practice_id')),
    sa.ForeignKeyConstraint(['written_by'], ['person.id'], name=op.f('fk_entry_written_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_entry')),
    sa.UniqueConstraint('practice_id', 'id', name=op.f('uq_entry_practice_id_id'))
    )
    with op.batch_alter_table('entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_entry_episode_id_local_date'), ['episode_id', 'local_date'], unique=False)
        batch_op.create_index(batch_op.f('ix_entry_supersedes'), ['supersedes'], unique=False)

    op.create_table('programme_version',
    sa.Column('episode_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.Column('template_code', sa.String(length=60), nullable=False),
    sa.Column('flare_hours', sa.Integer(), nullable=False),
    sa.Column('made_by', sa.Uuid(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('client_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('practice_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint('flare_hours between 24 and 72', name=op.f('ck_programme_version_flare_hours')),
    sa.ForeignKeyConstraint(['made_by'], ['person.id'], name=op.f('fk_programme_version_made_by')),
    sa.ForeignKeyConstraint(['practice_id', 'client_id'], ['client.practice_id', 'client.id'], name=op.f('fk_programme_version_practice_id_client_id')),
    sa.ForeignKeyConstraint(['practice_id', 'episode_id'], ['episode.practice_id', 'episode.id'], name=op.f('fk_programme_version_practice_id_episode_id')),
    sa.ForeignKeyConstraint(['practice_id'], ['practice.id'], name=op.f('fk_programme_version_practice_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_programme_version')),
    sa.UniqueConstraint('episode_id', 'number', name=op.f('uq_programme_version_episode_id_number')),
    sa.UniqueConstraint('practice_id', 'id', name=op.f('uq_programme_version_practice_id_id'))
    )
    with op.batch_alter_table('programme_version', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_programme_version_episode_id_starts_on'), ['episode_id', 'starts_on'], unique=False)

    op.create_table('programme_advice',
    sa.Column('version_id', sa.Uuid(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('alternative', sa.String(), nullable=False),
    sa.Column('question', sa.String(), nullable=False),
    sa.Column('limit_minutes', sa.Integer(), nullable=True),
    sa.Column('until', sa.Date(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('practice_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['practice_id'], ['practice.id'], name=op.f('fk_programme_advice_practice_id')),
    sa.ForeignKeyConstraint(['version_id'], ['programme_version.id'], name='fk_programme_advice_version_id'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_programme_advice'))
    )
    with op.batch_alter_table('programme_advice', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_programme_advice_version_id'), ['version_id'], unique=False)

    op.create_table('programme_item',
    sa.Column('version_id', sa.Uuid(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('line', sa.String(length=80), nullable=False),
    sa.Column('exercise_id', sa.Uuid(), nullable=False),
    sa.Column('side', sa.String(length=10), nullable=True),
    sa.Column('note', sa.String(length=300), nullable=False),
    sa.Column('in_flare', sa.Boolean(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('practice_id', sa.Uuid(), nullable=False),
    sa.Column('sets', sa.Integer(), nullable=True),
    sa.Column('reps', sa.Integer(), nullable=True),
    sa.Column('hold_seconds', sa.Integer(), nullable=True),
    sa.Column('minutes', sa.Integer(), nullable=True),
    sa.Column('times_a_day', sa.Integer(), nullable=False),
    sa.Column('days', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['practice_id', 'exercise_id'], ['exercise.practice_id', 'exercise.id'], name=op.f('fk_programme_item_practice_id_exercise_id')),
    sa.ForeignKeyConstraint(['practice_id'], ['practice.id'], name=op.f('fk_programme_item_practice_id')),
    sa.ForeignKeyConstraint(['version_id'], ['programme_version.id'], name='fk_programme_item_version_id'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_programme_item')),
    sa.UniqueConstraint('version_id', 'line', name=op.f('uq_programme_item_version_id_line'))
    )


def downgrade() -> None:
    op.drop_table('programme_item')
    with op.batch_alter_table('programme_advice', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_programme_advice_version_id'))

    op.drop_table('programme_advice')
    with op.batch_alter_table('programme_version', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_programme_version_episode_id_starts_on'))

    op.drop_table('programme_version')
    with op.batch_alter_table('entry', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_entry_supersedes'))
        batch_op.drop_index(batch_op.f('ix_entry_episode_id_local_date'))

    op.drop_table('entry')
    with op.batch_alter_table('diary_day', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_diary_day_practice_id_client_id_day'))

    op.drop_table('diary_day')
    with op.batch_alter_table('template_item', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_template_item_template_id'))

    op.drop_table('template_item')
    with op.batch_alter_table('rejected_entry', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_rejected_entry_practice_id_client_id'))
        batch_op.drop_index(batch_op.f('ix_rejected_entry_entry_id'))

    op.drop_table('rejected_entry')
    op.drop_table('template')
    op.drop_table('exercise')
    op.drop_table('advice')
