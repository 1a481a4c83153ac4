"""people, practices, clients

Revises:
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('installation',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("kind in ('demonstration', 'real')", name=op.f('ck_installation_kind')),
    sa.CheckConstraint('id = 1', name=op.f('ck_installation_one_row')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_installation'))
    )
    op.create_table('person',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('password', sa.String(length=255), nullable=True),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('fs_uniquifier', sa.String(length=64), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person')),
    sa.UniqueConstraint('email', name=op.f('uq_person_email')),
    sa.UniqueConstraint('fs_uniquifier', name=op.f('uq_person_fs_uniquifier'))
    )
    op.create_table('practice',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('address', sa.String(), nullable=False),
    sa.Column('telephone', sa.String(length=40), nullable=False),
    sa.Column('nation', sa.String(length=20), nullable=False),
    sa.Column('zone', sa.String(length=60), nullable=False),
    sa.Column('letterhead', sa.String(), nullable=False),
    sa.Column('policy', JSON, nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_practice'))
    )
    op.create_table('audit_line',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('practice_id', sa.Uuid(), nullable=True),
    sa.Column('actor_id', sa.Uuid(), nullable=True),
    sa.Column('client_id', sa.Uuid(), nullable=True),
    sa.Column('action', sa.String(length=60), nullable=False),
    sa.Column('subject', sa.String(length=120), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['actor_id'], ['person.id'], name=op.f('fk_audit_line_actor_id')),
    sa.ForeignKeyConstraint(['practice_id'], ['practice.id'], name=op.f('fk_audit_line_practice_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_line'))
    )
    with op.batch_alter_table('audit_line', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_audit_line_practice_id_at'), ['practice_id', 'at'], unique=False)
        batch_op.create_index(batch_op.f('ix_audit_line_practice_id_client_id_at'), ['practice_id', 'client_id', 'at'], unique=False)

    op.create_table('client',
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=True),
    sa.Column('telephone', sa.String(length=40), nullable=False),
    sa.Column('date_of_birth', sa.Date(), nullable=False),
    sa.Column('gp', sa.String(), nullable=False),
    sa.Column('medicines', sa.String(), nullable=False),
    sa.Column('contraindications', JSON, nullable=False),
    sa.Column('zone', sa.String(length=60), nullable=False),
    sa.Column('therapist_id', sa.Uuid(), nullable=False),
    sa.Column('reminder', JSON, nullable=False),
    sa.Column('weekly_email', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('discharged_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('erased_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('practice_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['practice_id'], ['practice.id'], name=op.f('fk_client_practice_id')),
    sa.ForeignKeyConstraint(['therapist_id'], ['person.id'], name=op.f('fk_client_therapist_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_client')),
    sa.UniqueConstraint('practice_id', 'id', name=op.f('uq_client_practice_id_id'))
    )
    with op.batch_alter_table('client', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_client_practice_id_therapist_id'), ['practice_id', 'therapist_id'], unique=False)

    op.create_table('consent',
    sa.Column('kind', sa.String(length=30), nullable=False),
    sa.Column('wording', sa.String(), nullable=False),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by', sa.Uuid(), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('client_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('practice_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("kind in ('health_data', 'referral_letter', 'email')", name=op.f('ck_consent_kind')),
    sa.ForeignKeyConstraint(['practice_id', 'client_id'], ['client.practice_id', 'client.id'], name=op.f('fk_consent_practice_id_client_id')),
    sa.ForeignKeyConstraint(['practice_id'], ['practice.id'], name=op.f('fk_consent_practice_id')),
    sa.ForeignKeyConstraint(['recorded_by'], ['person.id'], name=op.f('fk_consent_recorded_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consent')),
    sa.UniqueConstraint('practice_id', 'id', name=op.f('uq_consent_practice_id_id'))
    )
    with op.batch_alter_table('consent', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_consent_practice_id_client_id'), ['practice_id', 'client_id'], unique=False)

    op.create_table('episode',
    sa.Column('complaint', sa.String(), nullable=False),
    sa.Column('side', sa.String(length=10), nullable=False),
    sa.Column('onset', sa.Date(), nullable=False),
    sa.Column('intake_on', sa.Date(), nullable=False),
    sa.Column('leg', sa.Integer(), nullable=False),
    sa.Column('back', sa.Integer(), nullable=False),
    sa.Column('findings', sa.String(), nullable=False),
    sa.Column('zone', sa.String(length=60), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_reason', sa.String(), nullable=False),
    sa.Column('client_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('practice_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("side in ('left', 'right', 'both')", name=op.f('ck_episode_side')),
    sa.CheckConstraint('back between 0 and 10', name=op.f('ck_episode_back')),
    sa.CheckConstraint('leg between 0 and 10', name=op.f('ck_episode_leg')),
    sa.ForeignKeyConstraint(['practice_id', 'client_id'], ['client.practice_id', 'client.id'], name=op.f('fk_episode_practice_id_client_id')),
    sa.ForeignKeyConstraint(['practice_id'], ['practice.id'], name=op.f('fk_episode_practice_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_episode')),
    sa.UniqueConstraint('practice_id', 'id', name=op.f('uq_episode_practice_id_id'))
    )
    with op.batch_alter_table('episode', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_episode_practice_id_client_id'), ['practice_id', 'client_id'], unique=False)
        batch_op.create_index('uq_episode_active', ['client_id'], unique=True, sqlite_where=sa.text('closed_at is null'), postgresql_where=sa.text('closed_at is null'))

    op.create_table('invitation',
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('role', sa.String(length=20), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=True),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('client_id', sa.Uuid(), nullable=True),
    sa.Column('made_by', sa.Uuid(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('practice_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['made_by'], ['person.id'], name=op.f('fk_invitation_made_by')),
    sa.ForeignKeyConstraint(['practice_id', 'client_id'], ['client.practice_id', 'client.id'], name=op.f('fk_invitation_practice_id_client_id')),
    sa.ForeignKeyConstraint(['practice_id'], ['practice.id'], name=op.f('fk_invitation_practice_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invitation')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_invitation_token_hash'))
    )
    with op.batch_alter_table('invitation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_invitation_practice_id_client_id'), ['practice_id', 'client_id'], unique=False)

    op.create_table('membership',
    sa.Column('person_id', sa.Uuid(), nullable=False),
    sa.Column('role', sa.String(length=20), nullable=False),
    sa.Column('client_id', sa.Uuid(), nullable=True),
    sa.Column('registration', sa.String(length=200), nullable=False),
    sa.Column('joined_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('disabled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('practice_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("(role = 'client') = (client_id is not null)", name=op.f('ck_membership_client')),
    sa.CheckConstraint("role in ('owner', 'therapist', 'client')", name=op.f('ck_membership_role')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_membership_person_id')),
    sa.ForeignKeyConstraint(['practice_id', 'client_id'], ['client.practice_id', 'client.id'], name=op.f('fk_membership_practice_id_client_id')),
    sa.ForeignKeyConstraint(['practice_id'], ['practice.id'], name=op.f('fk_membership_practice_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_membership')),
    sa.UniqueConstraint('practice_id', 'client_id', name=op.f('uq_membership_practice_id_client_id')),
    sa.UniqueConstraint('practice_id', 'id', name=op.f('uq_membership_practice_id_id'))
    )
    with op.batch_alter_table('membership', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_membership_person_id'), ['person_id'], unique=False)
        batch_op.create_index('uq_membership_staff', ['practice_id', 'person_id'], unique=True, sqlite_where=sa.text("role <> 'client'"), postgresql_where=sa.text("role <> 'client'"))

    op.create_table('away',
    sa.Column('episode_id', sa.Uuid(), nullable=False),
    sa.Column('first_day', sa.Date(), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=False),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.Column('recorded_by', sa.Uuid(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('client_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('practice_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint('first_day <= last_day', name=op.f('ck_away_order')),
    sa.ForeignKeyConstraint(['practice_id', 'client_id'], ['client.practice_id', 'client.id'], name=op.f('fk_away_practice_id_client_id')),
    sa.ForeignKeyConstraint(['practice_id', 'episode_id'], ['episode.practice_id', 'episode.id'], name=op.f('fk_away_practice_id_episode_id')),
    sa.ForeignKeyConstraint(['practice_id'], ['practice.id'], name=op.f('fk_away_practice_id')),
    sa.ForeignKeyConstraint(['recorded_by'], ['person.id'], name=op.f('fk_away_recorded_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_away'))
    )
    with op.batch_alter_table('away', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_away_episode_id_first_day'), ['episode_id', 'first_day'], unique=False)

    op.create_table('visit',
    sa.Column('episode_id', sa.Uuid(), nullable=False),
    sa.Column('visited_on', sa.Date(), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.Column('next_appointment', sa.DateTime(timezone=True), nullable=True),
    sa.Column('recorded_by', sa.Uuid(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('client_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('practice_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['practice_id', 'client_id'], ['client.practice_id', 'client.id'], name=op.f('fk_visit_practice_id_client_id')),
    sa.ForeignKeyConstraint(['practice_id', 'episode_id'], ['episode.practice_id', 'episode.id'], name=op.f('fk_visit_practice_id_episode_id')),
    sa.ForeignKeyConstraint(['practice_id'], ['practice.id'], name=op.f('fk_visit_practice_id')),
    sa.ForeignKeyConstraint(['recorded_by'], ['person.id'], name=op.f('fk_visit_recorded_by')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_visit'))
    )
    with op.batch_alter_table('visit', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_visit_episode_id_visited_on'), ['episode_id', 'visited_on'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('visit', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_visit_episode_id_visited_on'))

    op.drop_table('visit')
    with op.batch_alter_table('away', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_away_episode_id_first_day'))

    op.drop_table('away')
    with op.batch_alter_table('membership', schema=None) as batch_op:
        batch_op.drop_index('uq_membership_staff', sqlite_where=sa.text("role <> 'client'"), postgresql_where=sa.text("role <> 'client'"))
        batch_op.drop_index(batch_op.f('ix_membership_person_id'))

    op.drop_table('membership')
    with op.batch_alter_table('invitation', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_invitation_practice_id_client_id'))

    op.drop_table('invitation')
    with op.batch_alter_table('episode', schema=None) as batch_op:
        batch_op.drop_index('uq_episode_active', sqlite_where=sa.text('closed_at is null'), postgresql_where=sa.text('closed_at is null'))
        batch_op.drop_index(batch_op.f('ix_episode_practice_id_client_id'))

    op.drop_table('episode')
    with op.batch_alter_table('consent', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_consent_practice_id_client_id'))

    op.drop_table('consent')
    with op.batch_alter_table('client', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_client_practice_id_therapist_id'))

    op.drop_table('client')
    with op.batch_alter_table('audit_line', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_audit_line_practice_id_client_id_at'))
        batch_op.drop_index(batch_op.f('ix_audit_line_practice_id_at'))

    op.drop_table('audit_line')
    op.drop_table('practice')
    op.drop_table('person')
    op.drop_table('installation')
