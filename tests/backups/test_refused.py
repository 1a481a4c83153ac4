"""A backup that can't be restored changes nothing, and says why."""

import json
import resource
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect

from config import Settings
from homecare.backups.back import restore, verify
from homecare.backups.file.encryption import new_key
from homecare.backups.file.sealed import Reader, opened, written
from homecare.backups.problems import BackupError
from homecare.backups.taking import Source, take
from tests.backups.conftest import WHEN
from tests.backups.random_rows import engine_of
from tests.commands.migrated import migrate_to

PASSPHRASE = "a passphrase of some length"
SECRET, PUBLIC = new_key()
BackAgain = Callable[..., object]


def look(place: Settings) -> tuple[object, ...]:
    """All that stands in a place: files with what they hold, schemas and tables of a server."""
    files = {
        path.relative_to(place.instance): path.read_bytes()
        for path in place.instance.rglob("*")
        if path.is_file() and path.name != "backup.lock"
    }
    if place.database_url.startswith("sqlite"):
        database = Path(place.database_url.removeprefix("sqlite:///"))
        return files, sorted(path.name for path in database.parent.glob(f"*{database.name}*"))
    seen = inspect(engine_of(place.database_url))
    return files, seen.get_schema_names(), seen.get_table_names()


@pytest.fixture
def refused(empty: Settings, bring_back: BackAgain) -> Callable[..., str]:
    """Tries to restore a file; answers why that was refused, once nothing has changed by it."""
    before = look(empty)

    def refuse(file: Path, key: str | None = None) -> str:
        with pytest.raises(BackupError) as error:
            bring_back(file, key)
        assert look(empty) == before
        return str(error.value)

    return refuse


@pytest.fixture(scope="module")
def locked(source: Source, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A backup locked by each kind of key, by what opens it."""
    folder = tmp_path_factory.mktemp("locked")
    by_key = take(source, folder / "by-key", WHEN, PUBLIC).path
    return {
        SECRET: by_key,
        PASSPHRASE: take(source, folder / "by-passphrase", WHEN, PASSPHRASE).path,
    }


CUTS = (0, 1, 20, 45, 1000, 0.3, 0.6, 0.999, -100, -64, -1)


@pytest.mark.parametrize("kind", ["open", SECRET], ids=["open", "locked"])
@pytest.mark.parametrize("cut", CUTS)
def test_one_that_was_cut(
    refused: Callable[..., str], kept: Path, locked: dict[str, Path], tmp_path: Path,
    cut: float, kind: str,
) -> None:  # fmt: skip
    whole = (kept if kind == "open" else locked[kind]).read_bytes()
    file = tmp_path / "cut"
    file.write_bytes(whole[: int(len(whole) * cut) if 0 < cut < 1 else int(cut)])
    said = refused(file, None if kind == "open" else kind)
    assert "cut short or damaged" in said or "no backup of homecare" in said


@pytest.mark.parametrize("kind", ["open", SECRET], ids=["open", "locked"])
def test_one_with_a_single_bit_turned(
    refused: Callable[..., str], kept: Path, locked: dict[str, Path], tmp_path: Path, kind: str
) -> None:
    whole = (kept if kind == "open" else locked[kind]).read_bytes()
    file = tmp_path / "turned"
    for part in range(12):
        turned = bytearray(whole)
        turned[part * (len(whole) - 1) // 11] ^= 1 << part % 8
        file.write_bytes(turned)
        assert refused(file, None if kind == "open" else kind)


def test_one_with_something_behind_its_end(
    refused: Callable[..., str], kept: Path, tmp_path: Path
) -> None:
    (tmp_path / "longer").write_bytes(kept.read_bytes() + b"\0")
    assert "cut short or damaged" in refused(tmp_path / "longer")


def test_a_wrong_key_or_passphrase(refused: Callable[..., str], locked: dict[str, Path]) -> None:
    for right, file in locked.items():
        for wrong in ("another passphrase", new_key()[0], PUBLIC, "", "AGE-SECRET-KEY-1NONE"):
            assert "does not open it" in refused(file, wrong), right
        assert "is encrypted" in refused(file)


@pytest.mark.parametrize("content", [b"", b"notes", b"PK\x03\x04" + b"\0" * 200])
def test_somebody_elses_file(refused: Callable[..., str], tmp_path: Path, content: bytes) -> None:
    (tmp_path / "notes").write_bytes(content)
    assert "no backup of homecare" in refused(tmp_path / "notes")


def test_a_folder_and_nothing(refused: Callable[..., str], tmp_path: Path) -> None:
    assert "There is no file" in refused(tmp_path)
    assert "There is no file" in refused(tmp_path / "none")


def rewritten(
    kept: Path, file: Path, change: Callable[[dict[str, Any], dict[str, Any]], None]
) -> Path:
    """The same with a seal that fits, but other contents: what only looking at those can find."""
    with opened(kept) as reader, written(file) as writer:
        rows = {name: list(reader.rows(name)) for name in reader.manifest.tables}
        manifest = json.loads(reader.manifest.to_json())
        change(manifest, rows)
        for name, kept_rows in rows.items():
            writer.table(name, kept_rows)
        for name in reader.manifest.files:
            writer.file(name, reader.file(name))
        writer._file.writestr("manifest.json", json.dumps(manifest))
    return file


def newer_revision(manifest: dict[str, Any], _rows: dict[str, Any]) -> None:
    manifest["revision"] = "9999"


def newer_format(manifest: dict[str, Any], _rows: dict[str, Any]) -> None:
    manifest["format"] = 3


def other_version_of_the_list(manifest: dict[str, Any], _rows: dict[str, Any]) -> None:
    del manifest["kind"]


def row_missing(_manifest: dict[str, Any], rows: dict[str, Any]) -> None:
    rows["outbox_mail"].pop()


def word_changed(_manifest: dict[str, Any], rows: dict[str, Any]) -> None:
    rows["practice"][0] = [f"{c}!" if c == "kept" else c for c in rows["practice"][0]]


def older_tables(manifest: dict[str, Any], _rows: dict[str, Any]) -> None:
    manifest["revision"] = "0020"


def table_missing(_manifest: dict[str, Any], rows: dict[str, Any]) -> None:
    del rows["practice"]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (newer_revision, "made by a newer homecare"),
        (newer_format, "made by a newer homecare"),
        (other_version_of_the_list, "list of contents can't be read"),
        (row_missing, "cut short or damaged"),
        (word_changed, "cut short or damaged"),
        (older_tables, "not those of its revision"),
        (table_missing, "list of contents can't be read"),
    ],
)
def test_one_whose_contents_are_not_what_it_says(
    refused: Callable[..., str], kept: Path, tmp_path: Path, change: Any, why: str
) -> None:
    assert why in refused(rewritten(kept, tmp_path / "changed", change))


def test_a_place_that_holds_a_practice(bring_back: BackAgain, empty: Settings, kept: Path) -> None:
    bring_back(kept)
    before = look(empty)
    with pytest.raises(BackupError, match="holds a practice already, and stays as it is"):
        bring_back(kept)
    assert look(empty) == before


def test_a_place_that_somebody_uses(
    refused: Callable[..., str], empty: Settings, kept: Path
) -> None:
    """An empty one, as `make serve` makes it before the first visit."""
    migrate_to(empty.database_url, "head")
    with closing(engine_of(empty.database_url).raw_connection()) as other:
        other.cursor().execute("SELECT 1 FROM practice")  # type: ignore[attr-defined]
        with pytest.raises(BackupError, match="is in use: stop homecare first"):
            restore(empty, kept, None, migrate_to)
    restore(empty, kept, None, migrate_to)


@contextmanager
def disk_that_takes(size: int) -> Iterator[None]:
    """No file of this process may grow beyond that: the disk is full for it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("size", [100, 20_000, 200_000])
def test_a_full_disk_in_the_way_back(
    filled: Settings, kept: Path, locked: dict[str, Path], tmp_path: Path, size: int
) -> None:
    """Into a file: a server has a disk of its own."""
    place = replace(filled, instance=tmp_path, database_url=f"sqlite:///{tmp_path / 'new.sqlite'}")
    before = look(place)
    for file, key in ((kept, None), (locked[SECRET], SECRET)):
        with disk_that_takes(size), pytest.raises(BackupError, match="Nothing was changed"):
            restore(place, file, key, migrate_to)
        with disk_that_takes(size), pytest.raises(BackupError, match="Nothing was changed"):
            verify(tmp_path, file, key, migrate_to)
        assert look(place) == before


@pytest.mark.parametrize("key", [None, PUBLIC, PASSPHRASE], ids=["open", "key", "passphrase"])
@pytest.mark.parametrize("size", [0, 100, 20_000])
def test_a_full_disk_in_taking_one(
    source: Source, tmp_path: Path, size: int, key: str | None
) -> None:
    with disk_that_takes(size), pytest.raises(BackupError, match="No backup was made"):
        take(source, tmp_path / "backup", WHEN, key)
    assert list(tmp_path.iterdir()) == []


def test_what_somebody_who_was_killed_left_is_gone_after_the_next(
    source: Source, tmp_path: Path
) -> None:
    (tmp_path / ".backup.part").write_text("half of one")
    take(source, tmp_path / "backup", WHEN)
    assert [path.name for path in tmp_path.iterdir()] == ["backup"]


def test_a_file_that_is_there_is_not_written_over(source: Source, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine")
    with pytest.raises(BackupError, match="is there already and stays as it is"):
        take(source, tmp_path / "mine", WHEN)
    assert (tmp_path / "mine").read_text() == "mine"
    take(source, tmp_path / "mine", WHEN, instead=True)
    with opened(tmp_path / "mine") as reader:
        assert isinstance(reader, Reader)
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


@pytest.mark.parametrize(
    ("name", "why"), [(".", "is a folder"), ("none/backup", "There is no folder")]
)
def test_a_name_that_no_file_can_have(source: Source, tmp_path: Path, name: str, why: str) -> None:
    with pytest.raises(BackupError, match=why):
        take(source, tmp_path / name, WHEN)
    assert list(tmp_path.iterdir()) == []
