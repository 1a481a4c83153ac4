"""Restore drills: random rows in every table come back as they were, on each database and across.

Twenty of each are run by `make restore-drills`.
"""

from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from tests.backups.drills import drill
from tests.commands.migrated import migrate_to

PASSPHRASE = "a passphrase of some length"
numbers = count()


@pytest.mark.parametrize(("seed", "key"), [(1, None), (2, PASSPHRASE)], ids=["open", "encrypted"])
def test_every_row_comes_back(
    new_database: Callable[[str], str], tmp_path: Path, seed: int, key: str | None
) -> None:
    source, target = (new_database(f"drill{next(numbers)}") for _ in range(2))
    assert drill(tmp_path, source, target, seed, key, migrate_to) > 60


@pytest.mark.parametrize("into", ["file", "server"])
def test_every_row_comes_back_on_the_other_database(
    new_database: Callable[[str], str], tmp_path: Path, into: str
) -> None:
    """Both ways where there is a server; without one, another file stands for it."""
    places = [new_database(f"drill{next(numbers)}"), f"sqlite:///{tmp_path / 'file.sqlite'}"]
    source, target = places if into == "file" else reversed(places)
    assert drill(tmp_path, source, target, 3, None, migrate_to) > 60
