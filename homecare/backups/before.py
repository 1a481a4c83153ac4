"""The way back from a migration: a whole copy of a SQLite file as it was before it.

It is as readable as the database beside it, and holds as much: so it is kept for the newest
migration alone, and for `KEPT`. Of a server's database nobody but its own tools can make a copy.
"""

import os
import re
import shutil
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import structlog
from sqlalchemy import Engine

from homecare.accounts.installation import has_practice
from homecare.backups.problems import BackupError, said_plainly
from homecare.backups.snapshot import copy_file
from homecare.backups.taking import folder_on_the_disk, on_the_disk
from homecare.serving.disk import MEGABYTE
from homecare.serving.first_look import UnfitError, file_of

ASKED = "keep-a-way-back"
"""What the commands that people start ask the migrations for; what is migrated in a scratch place
needs no way back."""
KEPT = timedelta(days=30)
"""Whoever has worked with a new version for so long does not go back behind it (ours)."""
BESIDE = ("", "-wal", "-shm", "-journal")
OF_A_SERVER = (
    "There is a way back only with a backup or a dump (pg_dump) from before: homecare keeps no "
    "copy of a server's database."
)
ROOM = (
    "Make room there and start again. Or with the version before write a backup to another disk "
    "(`flask --app wsgi backup /another/disk/FILE`), and restore it with this version to where "
    "there is room"
)
log = structlog.get_logger()


def keep_a_way_back(
    engine: Engine, before: str, after: str, today: date, say: Callable[[str], None]
) -> None:
    """Say that a database which holds a practice is brought to another revision, and keep a copy of
    a file; to be called with the migrations' lock, so that nothing is written in between.

    Raises UnfitError where the copy can't be made; none is left half made.
    """
    if not has_practice(engine):
        return
    say(f"The database is of revision {before}; it is brought to {after}.")
    file = file_of(engine.url.render_as_string(hide_password=False))
    if file is None:
        say(OF_A_SERVER)
        return
    copy = file.with_name(f"{file.name}.before-{after}-{today.isoformat()}")
    try:
        with said_plainly(f"No copy of {file} could be kept beside it", ROOM):
            _need_room(file)
            _copy(file, copy)
    except BackupError as error:
        raise UnfitError(str(error)) from error
    for _, older in _copies_of(file):
        if older != copy:
            _remove(older)
    say(f"As it was before, it is kept for {KEPT.days} days in {copy}.")


def forget_old_copies(url: str, today: date) -> None:
    """Remove the copies of the database at an address that are older than `KEPT`."""
    file = file_of(url)
    for day, copy in _copies_of(file) if file else ():
        if today - day > KEPT:
            _remove(copy)


def _need_room(file: Path) -> None:
    needed = sum(path.stat().st_size for path in _with_its_log(file))
    free = shutil.disk_usage(file.parent).free
    if free < needed:
        raise BackupError(
            f"No copy of {file} could be kept beside it: it takes {needed // MEGABYTE + 1} MB, "
            f"and {free // MEGABYTE} MB are left."
        )


def _with_its_log(file: Path) -> list[Path]:
    return [path for end in BESIDE[:2] if (path := file.with_name(f"{file.name}{end}")).exists()]


def _copy(file: Path, copy: Path) -> None:
    """In one step under its name, so that what has that name is whole."""
    draft = copy.with_name(f".{copy.name}.part")
    _clear_away(draft)
    try:
        copy_file(file, draft)
        on_the_disk(draft)
        shutil.copymode(file, draft)
        os.replace(draft, copy)
    finally:
        with suppress(OSError):
            _clear_away(draft)
    folder_on_the_disk(copy.parent)


def _clear_away(draft: Path) -> None:
    """What somebody who was killed has left, too."""
    for end in BESIDE:
        draft.with_name(f"{draft.name}{end}").unlink(missing_ok=True)


def _copies_of(file: Path) -> list[tuple[date, Path]]:
    """The copies beside it, with their days; a folder that can't be read fails no night."""
    named = re.compile(rf"{re.escape(file.name)}\.before-\w+-(\d{{4}}-\d\d-\d\d)")
    found, paths = [], list[Path]()
    with suppress(OSError):
        paths = list(file.parent.iterdir())
    for path in paths:
        if match := named.fullmatch(path.name):
            with suppress(ValueError):
                found.append((date.fromisoformat(match[1]), path))
    return found


def _remove(copy: Path) -> None:
    """With what a program that opened it has left beside it."""
    try:
        _clear_away(copy)
    except OSError as error:
        log.error("an old copy of the database can't be removed", reason=error.strerror)
