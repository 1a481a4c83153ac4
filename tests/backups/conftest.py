"""A small practice, a backup of it, and empty places to go back to."""

import signal
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest

from config import Settings
from homecare.backups.back import restore
from homecare.backups.file import encryption
from homecare.backups.taking import Source, take
from tests.backups.drills import settings_of
from tests.backups.random_rows import engine_of, make_random
from tests.commands.migrated import migrate_to

WHEN = datetime(2026, 3, 2, 3, 30, tzinfo=UTC)
numbers = count()


@pytest.fixture(scope="module", autouse=True)
def cheap_passphrases() -> Iterator[None]:
    """Half a second for each of them goes to `file/test_passphrase.py` alone."""
    with pytest.MonkeyPatch.context() as cost:
        cost.setattr(encryption, "ROUNDS", 1)
        cost.setattr(encryption, "KIBIBYTES", 8)
        yield


@pytest.fixture
def hears_ctrl_c() -> Iterator[None]:
    """Whoever is started in the background ignores it, and so would the tests."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(scope="session")
def filled(
    new_database: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory
) -> Settings:
    """A server with random rows, to take backups of and never to write to."""
    url = new_database("filled")
    migrate_to(url, "head")
    make_random(url, 7)
    return settings_of(tmp_path_factory.mktemp("filled"), url)


@pytest.fixture(scope="session")
def source(filled: Settings) -> Source:
    return Source(engine_of(filled.database_url), filled.instance, ["HOMECARE_PUBLIC_URL"])


@pytest.fixture(scope="session")
def kept(source: Source, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A good backup."""
    return take(source, tmp_path_factory.mktemp("kept") / "backup", WHEN).path


@pytest.fixture
def empty(new_database: Callable[[str], str], tmp_path: Path) -> Settings:
    """A place without anything."""
    return settings_of(tmp_path / "empty", new_database(f"empty{next(numbers)}"))


@pytest.fixture
def bring_back(empty: Settings) -> Callable[..., object]:
    """Restores a file into the empty place."""

    def back(file: Path, key: str | None = None, **other: object) -> object:
        return restore(replace(empty, **other), file, key, migrate_to)  # type: ignore[arg-type]

    return back
