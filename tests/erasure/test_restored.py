"""A backup from before an erasure does not bring back what was erased."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from config import Settings
from homecare.backups.back import Afterwards, restore
from homecare.backups.taking import Source, take
from homecare.erasure.remembered import NAME, apply_again, places, remember
from homecare.extensions import db
from homecare.jobs.after.restore import erase_again
from tests.backups.conftest import WHEN, empty  # noqa: F401 (a fixture)
from tests.backups.random_rows import engine_of
from tests.commands.migrated import migrate_to
from tests.erasure.planted import GOING, STAYING, Planted, everything, holding, plant
from tests.erasure.test_what_goes import erase_going
from tests.make.people import NOW


@pytest.fixture
def old(app: Flask, session: Session, tmp_path: Path) -> Callable[[], tuple[Planted, Path]]:
    """Somebody's backup, taken before their record was erased."""

    def make() -> tuple[Planted, Path]:
        planted = plant(session)
        with app.app_context():
            source = Source(db.engine, tmp_path, [])
        mails = tmp_path / "mail"
        mails.mkdir()
        for word in (GOING, STAYING):
            name = planted.own[word]["outbox_mail"].hex
            (mails / f"{name}.eml").write_text(f"Dear {word}")
        return planted, take(source, tmp_path / "backup", WHEN).path

    return make


@pytest.mark.parametrize("where", ["instance", "backups"])
def test_what_was_erased_since_is_erased_again(
    session: Session, settings: Settings, empty: Settings, tmp_path: Path,  # noqa: F811
    old: Callable[[], tuple[Planted, Path]], where: str,
) -> None:  # fmt: skip
    planted, file = old()
    (tmp_path / "backups").mkdir()
    remembering = replace(settings, instance=tmp_path / "instance", backups=tmp_path / "backups")
    remembering.instance.mkdir()
    erase_going(session, planted, tmp_path / "mail")
    remember(session, remembering)
    remember(session, remembering)  # the night does so again
    written = {path.parent.name: path for path in places(remembering)}
    assert len(written[where].read_text().split()) > 0
    assert GOING not in written[where].read_text()
    again = partial(erase_again, files=[written[where]], now=NOW, folder=tmp_path / "mail")
    done = restore(empty, file, None, migrate_to, afterwards=Afterwards(erase_again=again))
    assert done.erased == 1
    with Session(engine_of(empty.database_url)) as there:
        found = everything(there)
        assert holding(found, GOING) == set()
        assert "entry.body" in holding(found, STAYING)
        [stone] = [row for row in found["erasure"].values() if row["decision"] == "erased"][:1]
        assert (stone["why"], stone["decided_at"]) == ("asked", NOW)
    texts = {path.read_text() for path in (empty.instance / "mail").iterdir()}
    assert texts == {f"Dear {STAYING}"}


def test_without_that_file_it_would_be_back(
    session: Session, empty: Settings, tmp_path: Path,  # noqa: F811
    old: Callable[[], tuple[Planted, Path]],
) -> None:  # fmt: skip
    planted, file = old()
    erase_going(session, planted, tmp_path / "mail")
    missing = partial(erase_again, files=[tmp_path / NAME], now=NOW, folder=tmp_path)
    assert (
        restore(empty, file, None, migrate_to, afterwards=Afterwards(erase_again=missing)).erased
        == 0
    )
    with Session(engine_of(empty.database_url)) as there:
        assert "entry.body" in holding(everything(there), GOING)


def test_a_line_that_was_cut_and_one_of_another_database_change_nothing(
    session: Session, settings: Settings, tmp_path: Path
) -> None:
    planted = plant(session)
    remembering = replace(settings, instance=tmp_path)
    erase_going(session, planted, tmp_path)
    remember(session, remembering)
    [path] = places(remembering)
    line = path.read_text()
    other = line.replace(str(planted.own[GOING]["client"]), str(planted.shared["practice"]))
    path.write_text(f"{line[: len(line) // 2]}\n{other}\nnonsense\n[1]\n")
    before = everything(session)
    assert apply_again(session, [path], NOW, tmp_path) == 0
    assert everything(session) == before
