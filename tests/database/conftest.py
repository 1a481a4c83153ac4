"""An app on an empty database, and Alembic there: for the tests of migrations."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from alembic.config import Config
from flask import Flask
from sqlalchemy import Engine, text

import config
from homecare.app import create_app
from homecare.extensions import db


@pytest.fixture(scope="module")
def empty_app(
    request: pytest.FixtureRequest, settings: config.Settings, new_database: Callable[[str], str]
) -> Flask:
    """An app of its own, on a database that nothing has been done to."""
    name = f"empty_{request.module.__name__.rpartition('.')[2]}"
    return create_app(replace(settings, database_url=new_database(name)))


@pytest.fixture
def alembic(empty_app: Flask) -> Iterator[Config]:
    """Alembic on the empty database, which is empty again afterwards."""
    with empty_app.app_context():
        found: Config = empty_app.extensions["migrate"].migrate.get_config()
        yield found
        _take_all_away(db.engine)


def _take_all_away(engine: Engine) -> None:
    """At once; the way down by every revision is walked in a test of its own."""
    engine.dispose()
    if engine.dialect.name == "sqlite":
        for end in ("", "-wal", "-shm"):
            Path(f"{engine.url.database}{end}").unlink(missing_ok=True)
        return
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
