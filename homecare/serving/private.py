"""The instance folder is its owner's: other users of the machine read no diary, key or mail, and
nothing that is sent is written to a folder that they share.

A folder with the set-group-ID bit says that a group shares it: then the group keeps its rights.
"""

import contextlib
import io
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from flask import Request
from sqlalchemy.engine import make_url

from config import Settings

OWNER_ONLY, WITH_GROUP = 0o077, 0o007  # what is taken away


class InMemoryRequest(Request):
    """A request whose files never touch the disk; how large it may be is said for each view."""

    def _get_file_stream(self, *_given: Any, **_named: Any) -> IO[bytes]:
        return io.BytesIO()


def kept_private(settings: Settings) -> Settings:
    """Let nothing that this process writes be read by others, nor what stands there already."""
    taken = _taken_from(settings.instance)
    os.umask(taken)
    for path in _ours(settings):
        _tighten(path, taken)
    return settings


def _taken_from(instance: Path) -> int:
    return WITH_GROUP if instance.stat().st_mode & stat.S_ISGID else OWNER_ONLY


def _ours(settings: Settings) -> Iterator[Path]:
    """The folder, what stands in it, the mails, and a SQLite file wherever it is."""
    if _is_a_place_of_its_own(settings.instance):
        yield settings.instance
        yield from settings.instance.iterdir()
    yield settings.instance / "secret-key"
    if settings.mail_folder.is_dir():
        yield settings.mail_folder
        yield from settings.mail_folder.iterdir()
    yield from _database_files(settings.database_url)


def _is_a_place_of_its_own(folder: Path) -> bool:
    """Not a folder of the machine, of everybody or of a person, whatever a setting says."""
    shared = folder.stat().st_mode & stat.S_ISVTX
    return not shared and folder != Path.home() and len(folder.parts) > len(Path("/top").parts)


def _database_files(address: str) -> Iterator[Path]:
    url = make_url(address)
    if url.get_backend_name() == "sqlite" and url.database:
        yield from (Path(f"{url.database}{end}") for end in ("", "-wal", "-shm", "-journal"))


def _tighten(path: Path, taken: int) -> None:
    """Somebody else's file, a link, and one that is gone meanwhile stay as they are."""
    with contextlib.suppress(OSError):
        mode = path.lstat().st_mode
        if mode & taken and not stat.S_ISLNK(mode):
            path.chmod(stat.S_IMODE(mode) & ~taken)
