"""an address is confirmed by whoever answered from it

Who joined with an invitation that was mailed to the address they sign in with has confirmed it:
the invitation and its mail were made at the same moment, and the mail was sent. Of everybody else
nothing is known, so that they are asked. A demonstration's people are invented.

Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def column(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(254), nullable=True)


def upgrade() -> None:
    with op.batch_alter_table('person') as table:
        table.add_column(column('confirmed_email'))
    with op.batch_alter_table('client') as table:
        table.add_column(column('confirmed_email'))
    with op.batch_alter_table('invitation') as table:
        table.add_column(sa.Column('mailed_token_hash', sa.String(64), nullable=True))
        table.create_unique_constraint('uq_invitation_mailed_token_hash', ['mailed_token_hash'])
    op.execute(CONFIRM)


def downgrade() -> None:
    with op.batch_alter_table('invitation') as table:
        table.drop_constraint('uq_invitation_mailed_token_hash', type_='unique')
        table.drop_column('mailed_token_hash')
    with op.batch_alter_table('client') as table:
        table.drop_column('confirmed_email')
    with op.batch_alter_table('person') as table:
        table.drop_column('confirmed_email')


CONFIRM = """
update person set confirmed_email = email
where exists (select 1 from installation where kind = 'demonstration')
or exists (
    select 1 from invitation
    join outbox_mail on outbox_mail.kind = 'invitation'
        and outbox_mail.practice_id = invitation.practice_id
        and outbox_mail.to_address = invitation.email
        and outbox_mail.queued_at = invitation.made_at
        and outbox_mail.status = 'sent'
    join membership on membership.practice_id = invitation.practice_id
        and membership.person_id = person.id
        and (membership.client_id = invitation.client_id
            or (membership.client_id is null and invitation.client_id is null))
    where invitation.email = person.email and invitation.used_at is not null
)
"""
