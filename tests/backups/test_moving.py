"""`move-to`: everything into another, empty database, the present one untouched."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from config import Settings
from homecare.backups.moving import move
from homecare.backups.problems import BackupError
from homecare.backups.taking import Source
from tests.backups.conftest import WHEN
from tests.backups.random_rows import engine_of, everything
from tests.commands.migrated import migrate_to
from tests.running import Running


@pytest.mark.parametrize("kind", ["the same kind", "a file"])
def test_everything_moves_and_the_present_one_stays(
    filled: Settings, source: Source, empty: Settings, tmp_path: Path, kind: str
) -> None:
    url = empty.database_url if kind == "the same kind" else f"sqlite:///{tmp_path / 'new.sqlite'}"
    before = everything(filled.database_url)
    assert move(filled, source, url, WHEN, migrate_to).rows > 60
    assert everything(url) == before == everything(filled.database_url)
    with pytest.raises(BackupError, match="holds a practice already"):
        move(filled, source, url, WHEN, migrate_to)


def test_not_while_somebody_may_write(filled: Settings, source: Source, empty: Settings) -> None:
    other = engine_of(filled.database_url)
    with closing(other.raw_connection()) as connection:
        cursor = connection.cursor()
        if filled.database_url.startswith("sqlite"):
            cursor.execute("PRAGMA journal_mode=WAL")  # as homecare has it
        cursor.execute("SELECT 1 FROM practice")
        cursor.fetchall()
        connection.commit()
        with pytest.raises(BackupError, match="is in use: stop homecare first"):
            move(filled, source, empty.database_url, WHEN, migrate_to)


def test_not_into_itself(filled: Settings, source: Source) -> None:
    with pytest.raises(BackupError, match="is the database in use now"):
        move(filled, source, filled.database_url, WHEN, migrate_to)


def test_it_is_typed_and_says_what_to_do_next(
    new_database: Callable[[str], str], tmp_path: Path
) -> None:
    url = new_database("moved-to")
    house = Running(tmp_path, "")
    house.environment["HOMECARE_DATABASE"] = "real"
    del house.environment["HOMECARE_DATABASE_URL"]
    house.command("practice", "create", "--name", "Mill Lane", "--owner-name", "Olive Park",
                  "--owner-email", "olive@homecare.example", "--nation", "wales",
                  "--password", "kettle-lamp-orchard-7")  # fmt: skip
    said = house.command("move-to", url)
    assert "counted there, they are the same" in said
    assert "set HOMECARE_DATABASE_URL" in said
    assert "Write an address like" in house.command("move-to", "nonsense", refused=True)
    silent = "postgresql+psycopg://nobody:hidden-one@127.0.0.1:1/nothing"
    refused = house.command("move-to", silent, refused=True)
    assert "The database does not answer: " in refused
    assert "Nothing was moved" in refused
    assert "hidden-one" not in refused
    house.environment["HOMECARE_DATABASE_URL"] = url
    assert "already" in house.command("practice", "create", "--name", "Mill Lane",
        "--owner-name", "Olive Park", "--owner-email", "olive@homecare.example",
        "--nation", "wales", "--password", "kettle-lamp-orchard-7", refused=True)  # fmt: skip
    back = house.command("move-to", f"sqlite:///{tmp_path / 'back.sqlite'}")
    assert "counted there, they are the same" in back


@pytest.mark.parametrize("table", ["person", "recipe", "practice"])
@pytest.mark.parametrize("how", ["moved", "restored"])
def test_what_another_program_keeps_is_not_replaced(
    filled: Settings, source: Source, empty: Settings, kept: Path,
    bring_back: Callable[..., object], table: str, how: str,
) -> None:  # fmt: skip
    engine = engine_of(empty.database_url)
    with engine.begin() as connection:
        connection.execute(text(f"CREATE TABLE {table} (x integer)"))
        connection.execute(text(f"INSERT INTO {table} VALUES (7)"))
    engine.dispose()
    ways: dict[str, Callable[[], object]] = {
        "moved": lambda: move(filled, source, empty.database_url, WHEN, migrate_to),
        "restored": lambda: bring_back(kept),
    }
    with pytest.raises(BackupError, match="belongs to another program"):
        ways[how]()
    with engine.connect() as connection:
        assert connection.scalars(text(f"SELECT x FROM {table}")).all() == [7]
    assert inspect(engine).get_table_names() == [table]
