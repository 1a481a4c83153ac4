"""Whether the background was asked, on the way up: at every intake, and of nobody from a file."""

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import text

from homecare.extensions import db
from tests.database.changed import begin_at, change
from tests.database.test_migrations import fill, rows


@pytest.mark.parametrize(("source", "asked"), [("intake", True), ("client", False)])
def test_an_intake_asked_it_and_nothing_else_did(alembic: Config, source: str, asked: bool) -> None:
    begin_at(db.engine, "0066")
    fill(db.engine)
    change(db.engine, "screening", source=source)
    before = rows(db.engine)
    command.upgrade(alembic, "0069")
    with db.engine.connect() as connection:
        [(at, answered)] = connection.execute(
            text(
                "select background_asked_at, answered_at from episode join screening"
                " on screening.episode_id = episode.id"
            )
        )
    assert at == (answered if asked else None)
    command.downgrade(alembic, "0066")
    assert rows(db.engine) == before
