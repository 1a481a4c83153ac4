"""From every released homecare in one step to this one, with a row in every table; and back past
what only this one can show."""

import re

import pytest
from alembic import command
from alembic.config import Config

import config
from homecare.extensions import db
from tests.backups.reflected import tables
from tests.database.changed import begin_at, change
from tests.database.test_migrations import fill, rows, shared

HEADS = {"0.1.0": "0005", "0.2.0": "0014", "0.3.0": "0071", "0.4.0": "0075"}
"""The newest revision that each release brought."""


def test_every_release_of_the_changelog_is_tried() -> None:
    said = (config.ROOT / "CHANGELOG.md").read_text()
    assert set(re.findall(r"(?m)^## (\d+\.\d+\.\d+)", said)) == set(HEADS)


@pytest.mark.parametrize("release", sorted(HEADS))
def test_its_rows_are_all_there_after_the_upgrade(alembic: Config, release: str) -> None:
    begin_at(db.engine, HEADS[release])
    found = tables(db.engine)
    fill(db.engine, found)
    before = rows(db.engine, found)
    assert len(before) > 20
    command.upgrade(alembic, "head")
    assert shared(rows(db.engine), before) == shared(before, before)


def test_what_photos_alone_show_is_not_given_another_picture_without_a_word(
    alembic: Config,
) -> None:
    begin_at(db.engine, "0062")
    fill(db.engine)
    change(db.engine, "exercise", pose="", steps=["Sit tall."], archived_at=None)
    command.downgrade(alembic, "0060")
    left = rows(db.engine)["exercise"]
    assert left["pose"] == "prone_lying"
    assert left["steps"][0].startswith("The picture is not of this exercise.")
    assert left["steps"][1:] == ["Sit tall."]
    assert left["archived_at"] is not None
    command.upgrade(alembic, "0062")
    assert rows(db.engine)["exercise"]["photos"] == []
