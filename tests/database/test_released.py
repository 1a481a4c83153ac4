"""From every released homecare in one step to this one, with a row in every table."""

import re

import pytest
from alembic import command
from alembic.config import Config

import config
from homecare.extensions import db
from tests.database.test_migrations import fill, rows, shared, tables

HEADS = {"0.1.0": "0005", "0.2.0": "0014"}
"""The newest revision that each release brought."""


def test_every_release_of_the_changelog_is_tried() -> None:
    said = (config.ROOT / "CHANGELOG.md").read_text()
    assert set(re.findall(r"(?m)^## (\d+\.\d+\.\d+)", said)) == set(HEADS)


@pytest.mark.parametrize("release", sorted(HEADS))
def test_its_rows_are_all_there_after_the_upgrade(alembic: Config, release: str) -> None:
    command.upgrade(alembic, HEADS[release])
    found = tables(db.engine)
    fill(db.engine, found)
    before = rows(db.engine, found)
    assert len(before) > 20
    command.upgrade(alembic, "head")
    assert shared(rows(db.engine), before) == shared(before, before)
