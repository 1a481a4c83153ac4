"""Other users of the machine read nothing of the instance folder."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

import config
from homecare.serving.private import kept_private


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    """An instance folder as the first release left it: readable by everybody."""
    folder = tmp_path / "instance"
    (folder / "mail").mkdir(parents=True)
    for name in ("homecare.sqlite", "homecare.sqlite-wal", "homecare.sqlite-shm", "notes.txt",
                 "mail/one.eml"):  # fmt: skip
        (folder / name).write_text("")
        (folder / name).chmod(0o644)
    for path in (folder, folder / "mail"):
        path.chmod(0o755)
    return folder


def start(instance: Path, *command: str, **environment: str) -> None:
    """A process of homecare's own, from a shell that lets everybody read."""
    subprocess.run(
        ["sh", "-c", 'umask 022; exec "$@"', "sh", sys.executable, "-m", *command],
        env={**os.environ, "HOMECARE_INSTANCE": str(instance), **environment}, check=True,
        cwd=config.ROOT, capture_output=True,
    )  # fmt: skip


def test_what_stands_there_is_closed_to_others(instance: Path) -> None:
    (instance / "homecare.sqlite").unlink()
    start(instance, "flask", "--app", "wsgi", "routes")
    modes = {path: mode(path) for path in [instance, *instance.rglob("*")]}
    assert {m for path, m in modes.items() if path.is_dir()} == {0o700}
    assert {m for path, m in modes.items() if path.is_file()} == {0o600}
    assert len(modes) > 6


def test_what_is_written_is_closed_to_others_too(tmp_path: Path) -> None:
    folder, elsewhere = tmp_path / "instance", tmp_path / "elsewhere"
    elsewhere.mkdir()
    database = elsewhere / "own.sqlite"
    address = {"HOMECARE_DATABASE_URL": f"sqlite:///{database}"}
    start(folder, "flask", "--app", "wsgi", "db", "upgrade", **address)
    assert (mode(folder), mode(folder / "secret-key"), mode(database)) == (0o700, 0o600, 0o600)
    database.chmod(0o644)
    start(folder, "flask", "--app", "wsgi", "routes", **address)
    assert mode(database) == 0o600


@pytest.fixture
def same_umask() -> object:
    before = os.umask(0o022)
    os.umask(before)
    yield
    os.umask(before)


def test_a_group_that_shares_the_folder_keeps_its_rights(
    instance: Path, same_umask: object
) -> None:
    instance.chmod(0o2775)
    (instance / "homecare.sqlite").chmod(0o664)
    kept_private(config.read({"HOMECARE_INSTANCE": str(instance)}))
    assert stat.S_IMODE(instance.stat().st_mode) == 0o2770
    assert mode(instance / "homecare.sqlite") == 0o660


def test_a_folder_of_everybody_stays_open_and_only_what_is_ours_is_closed(
    instance: Path, same_umask: object
) -> None:
    instance.chmod(0o1777)
    kept_private(config.read({"HOMECARE_INSTANCE": str(instance)}))
    assert stat.S_IMODE(instance.stat().st_mode) == 0o1777
    assert (mode(instance / "homecare.sqlite"), mode(instance / "notes.txt")) == (0o600, 0o644)
