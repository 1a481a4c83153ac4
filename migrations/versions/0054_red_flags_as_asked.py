"""red-flag answers keep the words they were asked in, and how grave they are beside the background

Every answer until now was asked in wording 1. A fever beside a weak immune system or injected
drugs, which nobody has cleared, is for the same day from now on; nothing becomes less grave.

Revises: 0037
"""

import sqlalchemy as sa
from alembic import op

revision = '0054'
down_revision = '0037'
branch_labels = None
depends_on = None

LEVELS = sa.text("""
    update red_flag_answer set level = case
        when code in ('both_legs', 'saddle_numbness', 'bladder', 'bowel', 'sexual_function',
            'accident', 'chest_pain') then 3
        when code in ('fever', 'night_sweats', 'weight_loss', 'lump_or_shape', 'night_pain',
            'new_numbness') then 1
        when code in ('first_over_50', 'cancer', 'steroids', 'osteoporosis', 'immunosuppression',
            'iv_drugs', 'pregnancy') then 0
        else 2 end
""")
BESIDE_BACKGROUND = sa.text("""
    update red_flag_answer set level = 2
    where code = 'fever' and cleared_at is null and exists (
        select 1 from red_flag_answer as past
        join screening as earlier on earlier.id = past.screening_id
        join screening as own on own.episode_id = earlier.episode_id
        where own.id = red_flag_answer.screening_id
        and past.code in ('immunosuppression', 'iv_drugs')
    )
""")


def upgrade() -> None:
    with op.batch_alter_table('screening') as table:
        table.add_column(
            sa.Column('wording', sa.String(length=20), nullable=False, server_default='1')
        )
    with op.batch_alter_table('screening') as table:
        table.alter_column('wording', server_default=None)
    with op.batch_alter_table('red_flag_answer') as table:
        table.add_column(
            sa.Column('level', sa.SmallInteger(), nullable=False, server_default='2')
        )
    with op.batch_alter_table('red_flag_answer') as table:
        table.alter_column('level', server_default=None)
    op.execute(LEVELS)
    op.execute(BESIDE_BACKGROUND)


def downgrade() -> None:
    with op.batch_alter_table('red_flag_answer') as table:
        table.drop_column('level')
    with op.batch_alter_table('screening') as table:
        table.drop_column('wording')
