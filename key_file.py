"""The secret keys of an instance folder, one a line: the first one signs, all of them read."""

import os
import secrets
import sqlite3
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path

NAME = "secret-key"
SHORTEST = 32  # characters
LOST = (
    "Put the file back from a backup, as docs/deploying.md shows, or set HOMECARE_SECRET_KEY to "
    "what it held: with another key everybody is signed out, and what is encrypted with it can't "
    "be read any more"
)
FILLED = (
    "SELECT 1 FROM practice WHERE EXISTS (SELECT 1 FROM installation WHERE kind = 'real') LIMIT 1"
)


_MADE: dict[Path, str] = {}
"""What this very process has made, as it found none."""


class KeyFileError(ValueError):
    """The key can't be used, or must not be made; the message says what to do."""


def keys_in(instance: Path, databases: Sequence[str]) -> list[str]:
    """The keys, the newest first; the first one is made on the first start.

    Raises KeyFileError where it is missing beside a real practice, in one of these `databases`.
    """
    path = instance / NAME
    try:
        if not path.exists():
            _need_no_practice(path, databases)
            _MADE[path] = secrets.token_urlsafe(48)
            _write(path, [_MADE[path]], instead=False)
        keys = [line.strip() for line in path.read_text().splitlines() if line.strip()]
    except UnicodeDecodeError as error:
        raise KeyFileError(
            f"HOMECARE_INSTANCE, {path}: is damaged, it holds no text. Put the old one back"
        ) from error
    except OSError as error:
        raise KeyFileError(
            f"HOMECARE_INSTANCE, {path}: {error.strerror}. {_mend(path, error)}"
        ) from error
    if not keys or any(len(key) < SHORTEST for key in keys):
        raise KeyFileError(f"{path} holds no key of 32 characters or more; put the old one back")
    return keys


def take_back_new() -> None:
    """Take away each key that this process made on its way, where it then did nothing; one beside a
    database, or that is another by now, is somebody's."""
    for path, key in _MADE.items():
        with suppress(OSError):
            if path.read_text() == key and not any(path.parent.glob("*.sqlite")):
                path.unlink()


def turn(instance: Path, keep: bool) -> int:
    """Put a new key before the others, which are kept to be read, or are not; answers how many."""
    path = instance / NAME
    before = [line.strip() for line in path.read_text().splitlines() if line.strip()]
    keys = [secrets.token_urlsafe(48), *(before if keep else [])]
    _write(path, keys)
    return len(keys) - 1


def forget_old(instance: Path) -> int:
    """Let only the newest key be read from now on; answers how many went."""
    path = instance / NAME
    newest, *before = path.read_text().split("\n")
    _write(path, [newest.strip()])
    return len([key for key in before if key.strip()])


def _write(path: Path, keys: Sequence[str], instead: bool = True) -> None:
    """All at once, readable by its owner alone. Not `instead`: who was quicker is right."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(handle, "w") as file:
            file.write("\n".join(keys))
            file.flush()
            os.fsync(file.fileno())
        if instead:
            os.replace(draft, path)
        else:
            with suppress(FileExistsError):
                os.link(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def _need_no_practice(path: Path, databases: Sequence[str]) -> None:
    for url in databases:
        if _holds_practice(url):
            raise KeyFileError(f"{path} is missing beside a practice's database. {LOST}")


def _holds_practice(url: str) -> bool:
    """Whether a real practice is in that database; False where nobody can say."""
    kind, _, name = url.partition(":///")
    if kind.startswith("sqlite"):
        with suppress(sqlite3.Error), closing(_opened(Path(name))) as connection:
            return connection.execute(FILLED).fetchone() is not None
        return False
    from sqlalchemy import NullPool, create_engine, text  # noqa: PLC0415 (on the first start alone)
    from sqlalchemy.exc import SQLAlchemyError  # noqa: PLC0415

    # Nothing stays open: a restore asks whether somebody else uses the database.
    asking = create_engine(url, poolclass=NullPool)
    with suppress(SQLAlchemyError), asking.connect() as connection:
        return connection.execute(text(FILLED)).first() is not None
    return False


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)


def _mend(path: Path, error: OSError) -> str:
    """What to do about a secret key that can't be read, or made."""
    if path.is_dir():
        return "Move that folder away, and put the file with the old key there"
    if isinstance(error, PermissionError) and path.exists():
        return f"Hand the file over to user {os.geteuid()}, who must be able to read it"
    if path.is_symlink():
        return "The link leads nowhere: put the file with the old key there"
    return "Set HOMECARE_INSTANCE to a folder that can be written"
