"""A real practice, and another machine, as commands find them."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from tests.backups.random_rows import engine_of
from tests.kept import Rows, empty_all_tables, everything, run
from tests.make.people import PASSWORD
from tests.running import Loaded, Running

OWNER = "olive@homecare.example"


@pytest.fixture(scope="session")
def mill_lane(
    database_with_tables: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Rows]:
    """A real practice with its owner as a command makes it: its folder, and what it stored."""
    house = Running(tmp_path_factory.mktemp("lane") / "house", database_with_tables("mill_lane"))
    house.instance.mkdir()
    house.command("practice", "create", "--name", "Mill Lane", "--owner-name", "Olive Park",
                  "--owner-email", OWNER, "--nation", "wales", "--password", PASSWORD)  # fmt: skip
    with Session(engine_of(house.database_url)) as session:
        return house.instance, everything(session)


@pytest.fixture
def house(
    database_with_tables: Callable[[str], str], tmp_path: Path, mill_lane: tuple[Path, Rows]
) -> Running:
    """The same practice in a folder and a database of its own, not running."""
    folder, rows = mill_lane
    shutil.copytree(folder, tmp_path / "house")
    house = Loaded(tmp_path / "house", database_with_tables(f"of{tmp_path.name}".lower()[:60]))
    with engine_of(house.database_url).begin() as connection:
        empty_all_tables(connection)  # of what the migrations wrote
        run(connection, rows)
    return house


@pytest.fixture
def elsewhere(new_database: Callable[[str], str], tmp_path: Path) -> Running:
    """Another machine, with nothing on it."""
    (tmp_path / "elsewhere").mkdir()
    return Loaded(tmp_path / "elsewhere", new_database(f"else{tmp_path.name}".lower()[:60]))
