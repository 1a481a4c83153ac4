"""What of a backup lies beside the database: the secret key, and mail that was written to files."""

import os
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from config import OWN_DATABASES, Settings, database_of
from homecare.backups.file.sealed import Reader
from homecare.backups.problems import BackupError
from homecare.backups.taking import KEY_FILE, MAIL, on_the_disk
from homecare.serving.first_look import file_of, holds_rows

OTHER_KEY = (
    "HOMECARE_SECRET_KEY is another key than the backup's: nobody would stay signed in, and no "
    "link in a mail would open. Take that setting away, as the backup brings its key."
)
SHARED_KEY = (
    "{file} uses this folder's key, and the backup brings another. Set HOMECARE_INSTANCE to a "
    "folder of its own."
)


def check_key(settings: Settings, database_url: str, reader: Reader) -> None:
    """Raises BackupError where the backup's key could not be used, or would spoil another's."""
    key_file = settings.instance / KEY_FILE
    if KEY_FILE not in reader.manifest.files:
        return
    brought = _newest(reader.file(KEY_FILE).decode("ascii", "replace"))
    there = _newest(key_file.read_text()) if key_file.exists() else None
    if brought == settings.secret_key:
        return
    if settings.secret_key != there:
        raise BackupError(OTHER_KEY)
    for kind in OWN_DATABASES:
        url = database_of(kind, settings.instance)
        if url != database_url and holds_rows(file_of(url), "practice"):
            raise BackupError(SHARED_KEY.format(file=file_of(url)))


def _newest(keys: str) -> str:
    """The first key of a file; those below it are only read."""
    return next(iter(keys.split("\n"))).strip()


@contextmanager
def put_in_place(instance: Path, reader: Reader, without: Collection[str] = ()) -> Iterator[None]:
    """Write the files, `without` some; where what is done inside fails, all is as it was before."""
    undo: list[tuple[Path, bytes | None]] = []
    try:
        for name in set(_known(reader)).difference(without):
            path = instance / name
            before = path.read_bytes() if path.exists() else None
            undo.append((path, before))
            _write(path, reader.file(name))
        yield
    except BaseException:
        for path, before in reversed(undo):
            with suppress(OSError):
                path.unlink(missing_ok=True) if before is None else _write(path, before)
        raise


def _known(reader: Reader) -> Iterator[str]:
    """The key, and mails: no other name is written, whatever a file says."""
    for name in reader.manifest.files:
        folder, _, last = name.rpartition("/")
        is_mail = folder == MAIL and last.endswith(".eml") and Path(last).name == last
        if name == KEY_FILE or is_mail:
            yield name


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all, readable by its owner alone."""
    path.parent.mkdir(mode=0o700, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        on_the_disk(draft)
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)
