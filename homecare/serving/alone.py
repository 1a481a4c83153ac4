"""One `serve` for each database of an instance: a second one says so and stops.

The system lets go of the lock when its holder ends, however that ends.
"""

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

READ_ONLY = (errno.EACCES, errno.EPERM, errno.EROFS)
RUNNING = (
    "homecare runs on this folder already{who}: {folder}. Stop that one first, or set "
    "HOMECARE_INSTANCE to another folder."
)

HELD: list[int] = []


class NotAloneError(RuntimeError):
    """Another one serves the same; the message says which, and what to do."""


@contextmanager
def alone(instance: Path, kind: str) -> Iterator[None]:
    """Hold the real or the demonstration database of a folder. Raises NotAloneError."""
    try:
        lock = os.open(instance / f"serve-{kind}.lock", os.O_CREAT | os.O_RDWR, 0o600)
    except OSError as error:
        if error.errno not in READ_ONLY:
            raise
        yield  # with database and mail elsewhere, nothing here need be written
        return
    try:
        _hold(lock, instance)
        HELD.append(lock)
        yield
    finally:
        HELD.clear()
        os.close(lock)


def leave_to_parent() -> None:
    """In a forked child: it holds nothing, so that the lock ends with whoever started it."""
    for lock in HELD:
        os.close(lock)
    HELD.clear()


def _hold(lock: int, instance: Path) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.read(lock, 20).decode("ascii", "replace").strip()
        who = f" (process {holder})" if holder else ""
        raise NotAloneError(RUNNING.format(who=who, folder=instance)) from None
    os.ftruncate(lock, 0)
    os.write(lock, f"{os.getpid()}\n".encode())
