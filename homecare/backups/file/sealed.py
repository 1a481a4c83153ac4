"""One file: a zip that anybody can open, with the SHA-256 of all that stands before it at its end.

Where it was cut, or a single bit turned, it is refused whole before anything is read from it.
"""

import hashlib
import io
import json
import os
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from homecare.backups.file.manifest import DAMAGED, Manifest, read_manifest
from homecare.backups.file.tables import Cells, Summing
from homecare.backups.problems import BackupError

FIRST = "homecare-backup"
BEGINS = b"PK\x03\x04"  # as every zip does; its first name stands thirty bytes on
MANIFEST = "manifest.json"
SEAL = b"homecare sha256 "
DIGEST = 64
PIECE = 1 << 20
NO_BACKUP = "It is no backup of homecare."
BROKEN = "It is cut short or damaged. Take an earlier backup, or another copy of this one."


class Writer:
    """Fills a new backup, part by part."""

    def __init__(self, file: zipfile.ZipFile) -> None:
        self._file = file

    def table(self, name: str, rows: Iterable[Cells]) -> Summing:
        """Write a table's rows, one a line; answers how many and their sum."""
        summing = Summing()
        with self._file.open(_of_table(name), "w", force_zip64=True) as part:
            for cells in summing.passing(rows):
                part.write(json.dumps(cells, separators=(",", ":")).encode() + b"\n")
        return summing

    def file(self, name: str, content: bytes) -> str:
        """Keep a file of the instance folder; answers its SHA-256."""
        self._file.writestr(_of_file(name), content)
        return hashlib.sha256(content).hexdigest()

    def manifest(self, manifest: Manifest) -> None:
        """Say what it all is."""
        self._file.writestr(MANIFEST, manifest.to_json())


class Reader:
    """A backup whose seal is whole."""

    def __init__(self, file: zipfile.ZipFile) -> None:
        self._file = file
        self.manifest = read_manifest(self._read(MANIFEST))

    def rows(self, name: str) -> Iterator[Cells]:
        """A table's rows."""
        with self._part(_of_table(name)) as part:
            for line in io.BufferedReader(part, PIECE):  # type: ignore[type-var]
                yield json.loads(line)

    def file(self, name: str) -> bytes:
        """A file that was kept, as its SHA-256 says it was."""
        content = self._read(_of_file(name))
        if hashlib.sha256(content).hexdigest() != self.manifest.files[name]:
            raise BackupError(BROKEN)
        return content

    def _read(self, part: str) -> bytes:
        with self._part(part) as opened:
            return opened.read()

    @contextmanager
    def _part(self, name: str) -> Iterator[BinaryIO]:
        try:
            with self._file.open(name) as part:
                yield part  # type: ignore[misc]
        except (KeyError, zipfile.BadZipFile, EOFError, ValueError) as error:
            raise BackupError(DAMAGED) from error


@contextmanager
def written(path: Path) -> Iterator[Writer]:
    """A new backup at `path`, readable by its owner alone; sealed and on the disk at the end."""
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
    with os.fdopen(handle, "w+b") as raw:
        with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as file:
            file.comment = SEAL + b"0" * DIGEST
            file.writestr(zipfile.ZipInfo(FIRST), "A backup of homecare: see docs/deploying.md\n")
            yield Writer(file)
        _seal(raw)
        raw.flush()
        os.fsync(raw.fileno())


def _seal(raw: BinaryIO) -> None:
    digest = _digest(raw, raw.seek(-DIGEST, os.SEEK_END))
    raw.seek(-DIGEST, os.SEEK_END)
    raw.write(digest.encode("ascii"))


@contextmanager
def opened(path: Path) -> Iterator[Reader]:
    """A backup to read from. Raises BackupError unless every bit of it is as it was written."""
    with path.open("rb") as raw:
        check_seal(raw)
        try:
            with zipfile.ZipFile(raw) as file:
                yield Reader(file)
        except zipfile.BadZipFile as error:
            raise BackupError(BROKEN) from error


def check_seal(raw: BinaryIO) -> None:
    """Raises BackupError for what is no backup, and for one that was cut or changed."""
    start = raw.read(len(FIRST) + 30)
    if start[:4] != BEGINS or start[30:] != FIRST.encode()[: max(len(start) - 30, 0)]:
        raise BackupError(NO_BACKUP)
    size = raw.seek(0, os.SEEK_END)
    raw.seek(max(0, size - DIGEST - len(SEAL)))
    end = raw.read()
    sealed = end[: len(SEAL)] == SEAL and end[len(SEAL) :] == _digest(raw, size - DIGEST).encode()
    if not sealed:
        raise BackupError(BROKEN)


def _digest(raw: BinaryIO, size: int) -> str:
    """The SHA-256 of the first `size` bytes."""
    raw.seek(0)
    digest = hashlib.sha256()
    while size > 0 and (piece := raw.read(min(PIECE, size))):
        digest.update(piece)
        size -= len(piece)
    return digest.hexdigest()


def _of_table(name: str) -> str:
    return f"tables/{name}.jsonl"


def _of_file(name: str) -> str:
    return f"files/{name}"
