"""The tables that the migrations build are the ones that the models describe, to the letter."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import Engine, MetaData, NullPool, PrimaryKeyConstraint, String, create_engine, text

from homecare.database import NAMES, Base
from tests.backups.random_rows import engine_of, everything
from tests.commands.migrated import by_the_migrations, migrate_to
from tests.database.shape import Shape, differences, shape


@pytest.fixture(scope="module")
def migrated(migrated_app: Flask, database_with_tables: Callable[[str], str]) -> Shape:
    """What the migrations build where nobody else is: workers of other tests have tables of their
    own in the database that all share. The app brings every model."""
    return shape_of(create_engine(database_with_tables("migrated"), poolclass=NullPool))


def built(models: MetaData, address: str) -> Shape:
    """What an empty database becomes when the tables are made as the models describe them."""
    engine = create_engine(address, poolclass=NullPool)
    models.create_all(engine)
    return shape_of(engine)


def shape_of(engine: Engine) -> Shape:
    with engine.connect() as connection:
        return shape(connection)


def test_the_models_equal_the_migrated_tables(
    migrated: Shape, new_database: Callable[[str], str]
) -> None:
    assert len(migrated) > 30
    assert differences(migrated, built(Base.metadata, new_database("described"))) == []


def test_a_difference_of_every_kind_is_seen(
    migrated: Shape, new_database: Callable[[str], str]
) -> None:
    tables = {line.split()[1] for line in differences(migrated, built(spoilt(), new_database("x")))}
    assert tables == {f"{name}:" for name in SPOILT}


def turn_index_round(models: MetaData) -> None:
    """Let one live flag an episode become one closed flag an episode."""
    live = next(i for i in models.tables["flag"].indexes if i.name == "uq_flag_live")
    for dialect in ("sqlite", "postgresql"):
        live.dialect_options[dialect]["where"] = text("closed_at is not null")


def allow_doubles(models: MetaData) -> None:
    """Let a person have two memberships in a practice."""
    for index in models.tables["membership"].indexes:
        index.unique = False


def narrow_check(models: MetaData) -> None:
    """Let no episode begin with the worst of pains."""
    checks = {str(c.name): c for c in models.tables["episode"].constraints}
    checks["ck_episode_leg"].sqltext = text("leg between 0 and 9")  # type: ignore[attr-defined]


def change_primary_key(models: MetaData) -> None:
    """Count wrong passwords in several rows of one key."""
    tries = models.tables["tries"]
    tries.c.last_at.primary_key = True
    tries.append_constraint(PrimaryKeyConstraint("key", "last_at", name="pk_tries"))


def change_length(models: MetaData) -> None:
    """Let a consent have a longer kind than its column."""
    models.tables["consent"].c.kind.type = String(41)


def forget_default(models: MetaData) -> None:
    """Let the database no longer say what a mail without a word about it is."""
    models.tables["outbox_mail"].c.has_secret.server_default = None


def allow_nothing(models: MetaData) -> None:
    """Let a visit have no day."""
    models.tables["visit"].c.visited_on.nullable = True


def forget_reference(models: MetaData) -> None:
    """Let a sign-in be nobody's."""
    table = models.tables["sign_in"]
    table.constraints -= table.foreign_key_constraints


def forget_triggers(_models: MetaData) -> None:
    """Let lines of the audit trail be changed: a copy of the models brings no triggers along."""


# Which fault is planted in which table: one in each, so that each is seen by itself.
SPOILT = {
    "flag": turn_index_round,
    "membership": allow_doubles,
    "episode": narrow_check,
    "tries": change_primary_key,
    "consent": change_length,
    "outbox_mail": forget_default,
    "visit": allow_nothing,
    "sign_in": forget_reference,
    "audit_line": forget_triggers,
}


def spoilt() -> MetaData:
    """A copy of the models with all of these faults."""
    models = MetaData(naming_convention=NAMES)
    for table in Base.metadata.tables.values():
        table.to_metadata(models)
    for spoil in SPOILT.values():
        spoil(models)
    return models


@pytest.mark.parametrize("revision", ["0023", "head"])
def test_what_is_kept_of_the_migrations_is_what_they_make(
    new_database: Callable[[str], str], revision: str
) -> None:
    made, *others = (new_database(f"{how}_{revision}") for how in ("made", "first", "again"))
    by_the_migrations(made, revision)
    for kept in others:
        migrate_to(kept, revision)
        assert differences(shape_of(engine_of(made)), shape_of(engine_of(kept))) == []
        assert everything(made) == everything(kept)
