"""a withdrawn letter says why and by whose hand; an invitation to an address that was replaced ends

Invitations that went to an address which the client's record named no more stayed open until that
record was changed once again. They are ended here, and stay so on the way down.

Revises: 0042
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = '0056'
down_revision = '0042'
branch_labels = None
depends_on = None

INVITATION = sa.table(
    'invitation', *map(sa.column, ('client_id', 'email', 'used_at')),
    sa.column('revoked_at', sa.DateTime(timezone=True)),
    sa.column('expires_at', sa.DateTime(timezone=True)),
)  # fmt: skip
CLIENT = sa.table('client', *map(sa.column, ('id', 'email')))


def upgrade() -> None:
    with op.batch_alter_table('referral') as table:
        table.add_column(
            sa.Column('withdrawn_why', sa.String(), nullable=False, server_default='')
        )
        table.add_column(sa.Column('withdrawn_by', sa.Uuid(), nullable=True))
        table.create_foreign_key(
            op.f('fk_referral_withdrawn_by'), 'person', ['withdrawn_by'], ['id']
        )
    with op.batch_alter_table('referral') as table:
        table.alter_column('withdrawn_why', server_default=None)
    _end_outdated(op.get_bind())


def _end_outdated(database: sa.Connection) -> None:
    now = datetime.now(UTC)
    named = sa.select(CLIENT.c.id).where(
        CLIENT.c.id == INVITATION.c.client_id,
        sa.func.lower(CLIENT.c.email) == sa.func.lower(INVITATION.c.email),
    )
    outdated = INVITATION.update().where(
        INVITATION.c.client_id.is_not(None),
        INVITATION.c.email.is_not(None),
        INVITATION.c.used_at.is_(None),
        INVITATION.c.revoked_at.is_(None),
        INVITATION.c.expires_at > now,
        ~named.exists(),
    )
    database.execute(outdated.values(revoked_at=now))


def downgrade() -> None:
    with op.batch_alter_table('referral') as table:
        table.drop_constraint(op.f('fk_referral_withdrawn_by'), type_='foreignkey')
        table.drop_column('withdrawn_by')
        table.drop_column('withdrawn_why')
