"""An app on an empty database, and Alembic there: for the tests of migrations."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from alembic import command
from alembic.config import Config
from flask import Flask

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
    """Alembic on the empty database; whatever it did is taken back."""
    with empty_app.app_context():
        found: Config = empty_app.extensions["migrate"].migrate.get_config()
        yield found
        command.downgrade(found, "base")
        db.engine.dispose()
