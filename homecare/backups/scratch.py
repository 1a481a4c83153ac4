"""Where a backup is put together and taken apart: one at a time in an instance folder.

What is unpacked is as private as the database beside it, and is gone afterwards. What somebody who
was killed left behind goes when the next one begins.
"""

import errno
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from homecare.backups.problems import BackupError

LOCK, FOLDER = "backup.lock", "backup-scratch"
READ_ONLY = (errno.EACCES, errno.EPERM, errno.EROFS)


@contextmanager
def scratch(instance: Path) -> Iterator[Path]:
    """An empty folder. Raises BackupError where somebody else is at it in this instance."""
    try:
        lock = os.open(instance / LOCK, os.O_CREAT | os.O_RDWR, 0o600)
    except OSError as error:
        if error.errno not in READ_ONLY:
            raise
        # With database and mail elsewhere, the instance folder need not be one to write to.
        with tempfile.TemporaryDirectory(prefix="homecare-") as folder:
            yield Path(folder)
        return
    try:
        _hold(lock, instance)
        with _emptied(instance / FOLDER) as made:
            yield made
    finally:
        os.close(lock)


def _hold(lock: int, instance: Path) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise BackupError(
            f"Another backup or restore is under way in {instance}. Try again when it has ended."
        ) from None


@contextmanager
def _emptied(folder: Path) -> Iterator[Path]:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
