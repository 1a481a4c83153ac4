"""second factors, and sign-ins that wait for one, say their browser and end by themselves

Sign-ins from before go on as kept on their device. No practice that stands asks for two factors
until its owner says so.

Revises: 0050
"""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("practice") as table:
        table.add_column(sa.Column("factors_from", sa.Date(), nullable=True))
        table.add_column(
            sa.Column("idle_minutes", sa.Integer(), nullable=False, server_default="30")
        )
    with op.batch_alter_table("practice") as table:
        table.alter_column("idle_minutes", server_default=None)
    with op.batch_alter_table("sign_in") as table:
        table.add_column(sa.Column("waits_for", sa.String(10), nullable=True))
        table.add_column(sa.Column("factor", sa.String(10), nullable=True))
        table.add_column(sa.Column("proved_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(
            sa.Column("kept", sa.Boolean(), nullable=False, server_default=sa.true())
        )
        table.add_column(
            sa.Column("browser", sa.String(60), nullable=False, server_default="")
        )
    op.execute("update sign_in set proved_at = made_at")
    with op.batch_alter_table("sign_in") as table:
        table.alter_column("proved_at", existing_type=sa.DateTime(timezone=True), nullable=False)
        table.alter_column("kept", server_default=None)
        table.alter_column("browser", server_default=None)
    _make_tables()


def _make_tables() -> None:
    op.create_table(
        "code_app",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("seed", sa.String(), nullable=False),
        sa.Column("last_used", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        _to_person("code_app"),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_code_app")),
    )
    op.create_table(
        "passkey",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("credential_id", sa.String(1400), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("counter", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        _to_person("passkey"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkey_credential_id")),
    )
    op.create_index(op.f("ix_passkey_person_id"), "passkey", ["person_id"])
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("given_by", sa.Uuid(), nullable=True),
        sa.Column("identity", sa.String(200), nullable=False),
        _to_person("recovery_code"),
        _to_person("recovery_code", "given_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_recovery_code_code_hash")),
    )
    op.create_index(op.f("ix_recovery_code_person_id"), "recovery_code", ["person_id"])


def _to_person(table: str, column: str = "person_id") -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], ["person.id"], name=name)


def downgrade() -> None:
    op.drop_table("recovery_code")
    op.drop_table("passkey")
    op.drop_table("code_app")
    op.execute("delete from sign_in where waits_for is not null")
    with op.batch_alter_table("sign_in") as table:
        for name in ("browser", "kept", "proved_at", "factor", "waits_for"):
            table.drop_column(name)
    with op.batch_alter_table("practice") as table:
        table.drop_column("idle_minutes")
        table.drop_column("factors_from")
