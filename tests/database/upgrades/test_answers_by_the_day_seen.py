"""On the way up a doctor's answer moves to the day on which they saw the client."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import select

from homecare.extensions import db
from tests.database.changed import begin_at, change, table_of
from tests.database.test_migrations import fill, rows

CAME, SEEN = datetime(2026, 3, 31, 23, 30, tzinfo=UTC), date(2026, 3, 2)
A_DOCTORS = {"next": "back", "received_at": CAME, "struck_at": None}


@pytest.mark.parametrize(
    ("kind", "answer", "days"),
    [
        ("gp", {"seen_on": SEEN}, ["2026-03-02"]),
        ("gp", {"seen_on": None}, ["2026-04-01"]),
        ("gp", {"seen_on": SEEN, "struck_at": CAME}, ["2026-04-01"]),
        ("chiropractor", {"seen_on": SEEN}, ["2026-04-01"]),
    ],
    ids=["seen", "not said when", "struck out", "no doctor"],
)
def test_what_stood_under_the_day_it_came(
    alembic: Config, kind: str, answer: dict[str, Any], days: list[str]
) -> None:
    begin_at(db.engine, "0078")
    fill(db.engine)
    change(db.engine, "contact", kind=kind)
    change(db.engine, "letter_answer", **{**A_DOCTORS, **answer})
    change(db.engine, "episode", zone="Europe/London", gp_answers=["2026-04-01"])
    before = rows(db.engine)
    command.upgrade(alembic, "0079")
    episode = table_of(db.engine, "episode")
    with db.engine.connect() as connection:
        assert connection.scalar(select(episode.c.gp_answers)) == days
    if days == ["2026-04-01"]:
        assert rows(db.engine) == before
    command.downgrade(alembic, "0078")
    with db.engine.connect() as connection:
        assert connection.scalar(select(episode.c.gp_answers)) == days
