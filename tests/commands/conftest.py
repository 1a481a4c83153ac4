"""A real practice, and another machine, as commands find them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.commands.migrated import migrate_to
from tests.make.people import PASSWORD
from tests.running import Loaded, Running

OWNER = "olive@homecare.example"


@pytest.fixture
def house(new_database: Callable[[str], str], tmp_path: Path) -> Running:
    """A real practice with its owner, not running."""
    (tmp_path / "house").mkdir()
    url = new_database(f"of{tmp_path.name}".lower()[:60])
    migrate_to(url, "head")
    house = Loaded(tmp_path / "house", url)
    house.command("practice", "create", "--name", "Mill Lane", "--owner-name", "Olive Park",
                  "--owner-email", OWNER, "--nation", "wales", "--password", PASSWORD)  # fmt: skip
    return house


@pytest.fixture
def elsewhere(new_database: Callable[[str], str], tmp_path: Path) -> Running:
    """Another machine, with nothing on it."""
    (tmp_path / "elsewhere").mkdir()
    return Loaded(tmp_path / "elsewhere", new_database(f"else{tmp_path.name}".lower()[:60]))
