"""the page, chart and exchange of letters are kept packed, and the hash of an entry as its bytes

Revises: 0053
"""

import zlib
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = '0040'
down_revision = '0053'
branch_labels = None
depends_on = None

TEXTS = (('letter_file', 'exchange'), ('referral', 'chart'), ('letter_agreement', 'chart'))
TEXT, BYTES = sa.String(), sa.LargeBinary()
HEX, DIGEST = sa.String(length=64), sa.LargeBinary(length=32)
Change = Callable[[Any], Any]


def upgrade() -> None:
    for table, name in TEXTS:
        rewrite(table, name, TEXT, BYTES, lambda text: pack(text.encode()))
    rewrite('letter_file', 'pdf', BYTES, BYTES, pack, nullable=False)
    change_hash(HEX, DIGEST, bytes.fromhex, "decode(hash, 'hex')")


def downgrade() -> None:
    change_hash(DIGEST, HEX, bytes.hex, "encode(hash, 'hex')")
    rewrite('letter_file', 'pdf', BYTES, BYTES, zlib.decompress, nullable=False)
    for table, name in TEXTS:
        rewrite(table, name, BYTES, TEXT, lambda kept: zlib.decompress(kept).decode())


def pack(content: bytes) -> bytes:
    return zlib.compress(content, 9)


def rewrite(
    table: str, name: str, old: Any, new: Any, change: Change, nullable: bool = True
) -> None:
    """Give a column another kind, and its values as that, one after the other: they are big."""
    with op.batch_alter_table(table) as batch:
        batch.add_column(sa.Column('rewritten', new, nullable=True))
    bind = op.get_bind()
    rows = sa.table(table, sa.column('id', sa.Uuid()), sa.column(name, old), sa.column('rewritten', new))
    for of in bind.scalars(sa.select(rows.c.id).where(rows.c[name].is_not(None))).all():
        value = bind.scalar(sa.select(rows.c[name]).where(rows.c.id == of))
        bind.execute(sa.update(rows).where(rows.c.id == of).values(rewritten=change(value)))
    with op.batch_alter_table(table) as batch:
        batch.drop_column(name)
        batch.alter_column('rewritten', new_column_name=name, existing_type=new, nullable=nullable)


def change_hash(old: Any, new: Any, change: Change, on_server: str) -> None:
    """The same for every entry by the database itself: there are many of them."""
    bind = op.get_bind()
    if bind.dialect.name == 'sqlite':
        bind.connection.driver_connection.create_function('changed_hash', 1, change)
        op.execute('UPDATE entry SET hash = changed_hash(hash)')
    with op.batch_alter_table('entry') as batch:
        batch.alter_column('hash', existing_type=old, type_=new, postgresql_using=on_server)
