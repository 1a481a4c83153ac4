"""referrals

Revises: 0003
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('contact',
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('clinic', sa.String(length=120), nullable=False),
    sa.Column('address', sa.String(), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('telephone', sa.String(length=40), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('archived_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('practice_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("kind in ('chiropractor', 'gp', 'other')", name=op.f('ck_contact_kind')),
    sa.ForeignKeyConstraint(['practice_id'], ['practice.id'], name=op.f('fk_contact_practice_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contact')),
    sa.UniqueConstraint('practice_id', 'id', name=op.f('uq_contact_practice_id_id'))
    )
    op.create_table('referral',
    sa.Column('episode_id', sa.Uuid(), nullable=False),
    sa.Column('flag_id', sa.Uuid(), nullable=True),
    sa.Column('contact_id', sa.Uuid(), nullable=False),
    sa.Column('consent_id', sa.Uuid(), nullable=True),
    sa.Column('status', sa.String(length=20), nullable=False),
    sa.Column('message', sa.String(), nullable=False),
    sa.Column('letter', JSON, nullable=True),
    sa.Column('chart', sa.String(), nullable=True),
    sa.Column('made_by', sa.Uuid(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('issued_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('client_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('practice_id', sa.Uuid(), nullable=False),
    sa.CheckConstraint("status in ('draft', 'issued', 'withdrawn')", name=op.f('ck_referral_status')),
    sa.ForeignKeyConstraint(['made_by'], ['person.id'], name=op.f('fk_referral_made_by')),
    sa.ForeignKeyConstraint(['practice_id', 'client_id'], ['client.practice_id', 'client.id'], name=op.f('fk_referral_practice_id_client_id')),
    sa.ForeignKeyConstraint(['practice_id', 'consent_id'], ['consent.practice_id', 'consent.id'], name=op.f('fk_referral_practice_id_consent_id')),
    sa.ForeignKeyConstraint(['practice_id', 'contact_id'], ['contact.practice_id', 'contact.id'], name=op.f('fk_referral_practice_id_contact_id')),
    sa.ForeignKeyConstraint(['practice_id', 'episode_id'], ['episode.practice_id', 'episode.id'], name=op.f('fk_referral_practice_id_episode_id')),
    sa.ForeignKeyConstraint(['practice_id', 'flag_id'], ['flag.practice_id', 'flag.id'], name=op.f('fk_referral_practice_id_flag_id')),
    sa.ForeignKeyConstraint(['practice_id'], ['practice.id'], name=op.f('fk_referral_practice_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_referral')),
    sa.UniqueConstraint('practice_id', 'id', name=op.f('uq_referral_practice_id_id'))
    )
    with op.batch_alter_table('referral', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_referral_practice_id_client_id'), ['practice_id', 'client_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('referral', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_referral_practice_id_client_id'))

    op.drop_table('referral')
    op.drop_table('contact')
