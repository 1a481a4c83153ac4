"""the audit trail as a chain of sealed lines, which are only added to

Revises: 0055
"""

import hashlib
import json
from datetime import UTC
from itertools import groupby
from uuid import UUID

import sqlalchemy as sa
from alembic import op

revision = '0047'
down_revision = '0055'
branch_labels = None
depends_on = None

ONLY_ADDED = "the audit trail is only added to"
ZEROS = "0" * 32
# A line that was read back before its transaction ended is sealed by an UPDATE, once.
# Where no chain is kept at all, an empty place is being filled.
ON_SQLITE = (
    f"""CREATE TRIGGER audit_line_kept BEFORE UPDATE ON audit_line
    WHEN old.seal IS NOT NULL
    BEGIN SELECT RAISE(ABORT, '{ONLY_ADDED}'); END""",
    f"""CREATE TRIGGER audit_line_stays BEFORE DELETE ON audit_line
    WHEN old.seal IS NOT NULL AND EXISTS (SELECT 1 FROM audit_chain)
    BEGIN SELECT RAISE(ABORT, '{ONLY_ADDED}'); END""",
    f"""CREATE TRIGGER audit_line_added AFTER INSERT ON audit_line
    WHEN new.seal IS NOT NULL
    BEGIN UPDATE audit_chain SET length = new.seq, seal = new.seal
    WHERE id = coalesce(new.practice_id, '{ZEROS}') AND length = new.seq - 1; END""",
    f"""CREATE TRIGGER audit_line_sealed AFTER UPDATE ON audit_line
    WHEN new.seal IS NOT NULL
    BEGIN UPDATE audit_chain SET length = new.seq, seal = new.seal
    WHERE id = coalesce(new.practice_id, '{ZEROS}') AND length = new.seq - 1; END""",
)
ON_POSTGRESQL = (
    f"""CREATE FUNCTION audit_line_keep() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'UPDATE' AND OLD.seal IS NULL THEN RETURN NEW; END IF;
      IF TG_OP = 'DELETE' AND OLD.seal IS NULL THEN RETURN OLD; END IF;
      IF TG_OP <> 'UPDATE' AND NOT EXISTS (SELECT 1 FROM audit_chain) THEN
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NULL;
      END IF;
      RAISE EXCEPTION '{ONLY_ADDED}';
    END $$""",
    f"""CREATE FUNCTION audit_line_move() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF NEW.seal IS NOT NULL THEN
        UPDATE audit_chain SET length = NEW.seq, seal = NEW.seal
        WHERE id = coalesce(NEW.practice_id, '{ZEROS}'::uuid) AND length = NEW.seq - 1;
      END IF;
      RETURN NULL;
    END $$""",
    """CREATE TRIGGER audit_line_kept BEFORE UPDATE OR DELETE ON audit_line
    FOR EACH ROW EXECUTE FUNCTION audit_line_keep()""",
    """CREATE TRIGGER audit_line_stays BEFORE TRUNCATE ON audit_line
    FOR EACH STATEMENT EXECUTE FUNCTION audit_line_keep()""",
    """CREATE TRIGGER audit_line_moved AFTER INSERT OR UPDATE ON audit_line
    FOR EACH ROW EXECUTE FUNCTION audit_line_move()""",
)


LINE = sa.table(
    'audit_line', sa.column('id', sa.Uuid), sa.column('practice_id', sa.Uuid),
    sa.column('actor_id', sa.Uuid), sa.column('client_id', sa.Uuid), sa.column('action', sa.String),
    sa.column('subject', sa.String), sa.column('at', sa.DateTime(timezone=True)),
    sa.column('seq', sa.Integer), sa.column('seal', sa.LargeBinary),
)
CHAIN = sa.table(
    'audit_chain', sa.column('id', sa.Uuid), sa.column('length', sa.Integer),
    sa.column('seal', sa.LargeBinary),
)
PRACTICE = sa.table('practice', sa.column('id', sa.Uuid))
AT_ONCE = 1000


def upgrade() -> None:
    op.create_table(
        'audit_chain',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('length', sa.Integer(), nullable=False),
        sa.Column('seal', sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint('id', name='pk_audit_chain'),
    )
    with op.batch_alter_table('audit_line') as table:
        table.add_column(sa.Column('seq', sa.Integer(), nullable=True))
        table.add_column(sa.Column('seal', sa.LargeBinary(length=32), nullable=True))
        table.create_index('ix_audit_line_practice_id_seq', ['practice_id', 'seq'], unique=True)
    op.create_index(
        'uq_audit_line_nobodys', 'audit_line', ['seq'], unique=True,
        sqlite_where=sa.text('practice_id is null'),
        postgresql_where=sa.text('practice_id is null'),
    )
    seal_all(op.get_bind())
    for statement in ON_SQLITE if op.get_bind().dialect.name == 'sqlite' else ON_POSTGRESQL:
        op.execute(sa.text(statement.replace(':', '\\:')))


def seal_all(connection: sa.Connection) -> None:
    """What was written down so far becomes the beginning of each chain, by its time."""
    columns = (LINE.c.practice_id, LINE.c.id, LINE.c.actor_id, LINE.c.client_id, LINE.c.action,
               LINE.c.subject, LINE.c.at)
    lines = connection.execute(sa.select(*columns).order_by(LINE.c.at, LINE.c.id)).all()
    lines.sort(key=lambda line: str(line.practice_id))  # a stable sort: each chain keeps its order
    ends = {row.id: (0, bytes(32)) for row in connection.execute(sa.select(PRACTICE.c.id))}
    change = LINE.update().where(LINE.c.id == sa.bindparam('line'))
    for practice, ours in groupby(lines, lambda line: line.practice_id):
        sealed, seal = [], bytes(32)
        for seq, line in enumerate(ours, 1):
            seal = hashlib.sha256(seal + canonical(seq, line)).digest()
            sealed.append({'line': line.id, 'seq': seq, 'seal': seal})
        for first in range(0, len(sealed), AT_ONCE):
            connection.execute(
                change.values(seq=sa.bindparam('seq'), seal=sa.bindparam('seal')),
                sealed[first:first + AT_ONCE],
            )
        ends[practice or UUID(int=0)] = len(sealed), seal
    for chain, (length, seal) in ends.items():
        connection.execute(CHAIN.insert().values(id=chain, length=length, seal=seal))


def canonical(seq: int, line: sa.Row) -> bytes:
    """What a line says, as `homecare.accounts.trail.chain` reads it."""
    ids = [one.hex if one else None
           for one in (line.id, line.practice_id, line.actor_id, line.client_id)]
    at = line.at.astimezone(UTC) if line.at.tzinfo else line.at
    parts = [seq, *ids, line.action, line.subject,
             at.replace(tzinfo=None).isoformat(' ', 'microseconds')]
    return json.dumps(parts, separators=(',', ':'), ensure_ascii=True).encode()


def downgrade() -> None:
    if op.get_bind().dialect.name == 'sqlite':
        for name in ('kept', 'stays', 'added', 'sealed'):
            op.execute(f'DROP TRIGGER audit_line_{name}')
    else:
        for name in ('kept', 'stays', 'moved'):
            op.execute(f'DROP TRIGGER audit_line_{name} ON audit_line')
        op.execute('DROP FUNCTION audit_line_keep(); DROP FUNCTION audit_line_move()')
    op.drop_index('uq_audit_line_nobodys', table_name='audit_line')
    with op.batch_alter_table('audit_line') as table:
        table.drop_index('ix_audit_line_practice_id_seq')
        table.drop_column('seal')
        table.drop_column('seq')
    op.drop_table('audit_chain')
