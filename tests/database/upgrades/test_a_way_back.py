"""Before a SQLite file that holds a practice is migrated, a whole copy of it is kept."""

import os
import shutil
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.orm import Session

import config
from homecare.backups import before
from homecare.database import prepare_engine
from homecare.extensions import db, migrate
from homecare.jobs.nightly import tidy
from homecare.serving.first_look import UnfitError, file_of
from tests.backups.random_rows import engine_of
from tests.commands.migrated import migrate_to
from tests.make.diary import make_care
from tests.make.people import NOW, PASSWORD
from tests.running import Running

SCRIPTS = ScriptDirectory(str(config.ROOT / "migrations"))
NEWEST = SCRIPTS.get_current_head() or ""
BEFORE = str(SCRIPTS.get_revision(NEWEST).down_revision)
SAID = f"The database is of revision {BEFORE}; it is brought to {NEWEST}."

PREPARE = ("-m", "flask", "--app", "wsgi", "prepare")


@pytest.fixture
def house(new_database: Callable[[str], str], tmp_path: Path) -> Running:
    """A practice whose database stands one revision behind."""
    (tmp_path / "house").mkdir()
    url = new_database(f"back{tmp_path.name}".lower()[:60])
    migrate_to(url, "head")
    house = Running(tmp_path / "house", url)
    house.command("practice", "create", "--name", "Mill Lane", "--owner-name", "Olive Park",
                  "--owner-email", "olive@homecare.example", "--nation", "wales",
                  "--password", PASSWORD)  # fmt: skip
    bring_down(url, BEFORE)
    return house


def bring_down(url: str, revision: str) -> None:
    app = Flask("homecare")
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    db.init_app(app)
    migrate.init_app(app, db, directory=str(config.ROOT / "migrations"), render_as_batch=True)
    with app.app_context():
        prepare_engine(db.engine)
        downgrade(revision=revision)
        db.session.remove()
        db.engine.dispose()


def url_of(house: Running) -> str:
    return house.environment["HOMECARE_DATABASE_URL"]


def file(house: Running) -> Path:
    """The database of a house."""
    found = file_of(url_of(house))
    assert found is not None
    return found


def beside(database: Path) -> list[Path]:
    """What stands beside a database that is called after it, without SQLite's own."""
    ours = {f"{database.name}{end}" for end in ("", "-wal", "-shm")}
    named = [path for path in database.parent.iterdir() if database.name in path.name]
    return sorted(path for path in named if path.name not in ours)


def stands(url: str) -> tuple[str, str]:
    """The revision of a database, and what its practice is called."""
    with engine_of(url).connect() as connection:
        return (
            connection.scalar(text("SELECT version_num FROM alembic_version")) or "",
            connection.scalar(text("SELECT name FROM practice")) or "",
        )


@pytest.mark.any_database
def test_a_copy_of_the_file_is_kept_before_it_is_migrated(house: Running) -> None:
    database = file(house)
    database.chmod(0o640)
    house.instance.chmod(0o2770)  # shared with a group
    said = house.command("prepare")
    [copy] = beside(database)
    assert SAID in said
    assert str(copy) in said
    assert copy.name.startswith(f"{database.name}.before-{NEWEST}-")
    assert stat.S_IMODE(copy.stat().st_mode) == stat.S_IMODE(database.stat().st_mode)
    assert stands(f"sqlite:///{copy}") == (BEFORE, "Mill Lane")
    assert stands(url_of(house)) == (NEWEST, "Mill Lane")


@pytest.mark.any_database
def test_the_copy_holds_what_had_not_reached_the_file_itself(house: Running) -> None:
    database = file(house)
    engine = create_engine(url_of(house))
    with engine.connect() as still_open:
        still_open.exec_driver_sql("PRAGMA journal_mode=WAL")
        still_open.exec_driver_sql("UPDATE practice SET name = 'Ferry Road'")
        still_open.commit()
        assert database.with_name(f"{database.name}-wal").stat().st_size
        house.command("prepare")
    [copy] = beside(database)
    assert stands(f"sqlite:///{copy}")[1] == "Ferry Road"


@pytest.mark.any_database
def test_nothing_is_kept_where_nothing_is_brought_anywhere(house: Running) -> None:
    database = file(house)
    house.command("prepare")
    [copy] = beside(database)
    copy.unlink()
    assert "revision" not in house.command("prepare")
    assert beside(database) == []


def test_a_fresh_database_leaves_no_copy(
    new_database: Callable[[str], str], tmp_path: Path
) -> None:
    fresh = Running(tmp_path, new_database(f"fresh{tmp_path.name}".lower()[:60]))
    assert "revision" not in fresh.command("prepare")
    if database := file_of(url_of(fresh)):
        assert beside(database) == []


@pytest.mark.any_database
def test_only_the_newest_copy_is_kept(house: Running) -> None:
    database = file(house)
    older = database.with_name(f"{database.name}.before-{BEFORE}-{datetime.now(UTC).date()}")
    older.write_bytes(b"of an older migration")
    other = database.with_name(f"{database.name}.before-the-move")
    other.write_bytes(b"made by hand")
    house.command("prepare")
    kept = beside(database)
    assert older not in kept
    assert other in kept
    assert len(kept) == 2


@pytest.mark.any_database
def test_of_two_that_start_at_once_one_keeps_a_copy(house: Running) -> None:
    database = file(house)
    with ThreadPoolExecutor() as at_once:
        begun = [at_once.submit(house.python, *PREPARE) for _ in range(2)]
        said = [one.result() for one in begun]
    assert sum(SAID in one for one in said) == 1
    [copy] = beside(database)
    assert stands(f"sqlite:///{copy}") == (BEFORE, "Mill Lane")


def old_and_new(database: Path, today: date) -> list[Path]:
    """A copy of more than thirty days ago, and one of thirty."""
    made = []
    for days in (31, 30):
        day = today - timedelta(days=days)
        made.append(database.with_name(f"{database.name}.before-{BEFORE}-{day.isoformat()}"))
        made[-1].write_bytes(b"everybody's data")
    return made


@pytest.mark.any_database
def test_after_thirty_days_the_next_start_removes_it(house: Running) -> None:
    database = file(house)
    house.command("prepare")
    old, newer = old_and_new(database, datetime.now(UTC).date())
    house.command("prepare")
    assert not old.exists()
    assert newer.exists()


def test_after_thirty_days_the_night_removes_it(
    session: Session, settings: config.Settings, tmp_path: Path
) -> None:
    care = make_care(session)
    database = tmp_path / "homecare.sqlite"
    there = replace(settings, database_url=f"sqlite:///{database}")
    old, newer = old_and_new(database, NOW.date())
    tidy(session, there, care.practice.id, NOW)
    assert not old.exists()
    assert newer.exists()


@pytest.mark.any_database
def test_a_copy_that_cannot_be_written_stops_the_migration(house: Running) -> None:
    database = file(house)
    for day in (datetime.now(UTC).date() + timedelta(days=more) for more in (0, 1)):
        in_the_way = database.with_name(f"{database.name}.before-{NEWEST}-{day.isoformat()}")
        (in_the_way / "full").mkdir(parents=True)
    before_it, there = stands(url_of(house)), beside(database)
    said = house.command("prepare", refused=True)
    assert f"No copy of {database} could be kept beside it" in said
    assert "Make room there" in said
    assert "flask --app wsgi backup /another/disk/FILE" in said
    assert "The database was not brought to this version, and is as it was." in said
    assert stands(url_of(house)) == before_it
    assert beside(database) == there


@pytest.mark.any_database
def test_a_disk_without_room_stops_it_before_anything_is_written(
    house: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = file(house)
    usual = shutil.disk_usage(database.parent)
    almost_full = type(usual)(usual.total, usual.total - 1_500_000, 1_500_000)
    os.truncate(database, max(database.stat().st_size, 2_000_000))
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: almost_full)
    with pytest.raises(UnfitError, match=r"it takes .* MB, and 1 MB are left"):
        before.keep_a_way_back(
            engine_of(url_of(house)), BEFORE, NEWEST, date(2026, 3, 2), lambda _line: None
        )
    assert beside(database) == []


@pytest.mark.any_database
def test_the_copy_put_back_is_the_database_as_it_was(house: Running) -> None:
    database = file(house)
    house.command("prepare")
    [copy] = beside(database)
    for end in ("", "-wal", "-shm"):
        database.with_name(f"{database.name}{end}").unlink(missing_ok=True)
    shutil.copy2(copy, database)
    assert stands(url_of(house)) == (BEFORE, "Mill Lane")
    assert SAID in house.command("prepare")


@pytest.mark.postgresql
def test_of_a_server_it_is_said_that_a_dump_is_the_way_back(house: Running) -> None:
    said = house.command("prepare")
    assert SAID in said
    assert "pg_dump" in said
    assert inspect(engine_of(url_of(house))).has_table("practice")
