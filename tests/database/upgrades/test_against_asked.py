"""Whether reasons against manipulation were asked, on the way up: at a first intake alone."""

from datetime import UTC, datetime

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import text

from homecare.extensions import db
from tests.database.changed import begin_at, change
from tests.database.test_migrations import fill, rows

EARLIER = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(("source", "asked"), [("intake", True), ("client", False)])
def test_a_first_intake_asked_it_and_nothing_else_did(
    alembic: Config, source: str, asked: bool
) -> None:
    begin_at(db.engine, "0069")
    fill(db.engine)
    change(db.engine, "screening", source=source)
    before = rows(db.engine)
    command.upgrade(alembic, "0071")
    with db.engine.connect() as connection:
        [(at, answered)] = connection.execute(
            text(
                "select against_asked_at, answered_at from episode join screening"
                " on screening.episode_id = episode.id"
            )
        )
    assert at == (answered if asked else None)
    command.downgrade(alembic, "0069")
    assert rows(db.engine) == before
