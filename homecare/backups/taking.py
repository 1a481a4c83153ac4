"""Taking a backup: everything of one moment, beside the file it becomes, then under its name."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection, Engine, inspect, text

from homecare import VERSION
from homecare.accounts.trail.models import AuditChain
from homecare.accounts.trail.queries import heads
from homecare.backups.file import encryption
from homecare.backups.file.manifest import Contents, Manifest
from homecare.backups.file.sealed import Writer, opened, written
from homecare.backups.file.tables import names_of, read_rows, tables_of
from homecare.backups.problems import BackupError, said_plainly
from homecare.backups.scratch import scratch
from homecare.backups.snapshot import revision_of, snapshot

KEY_FILE, MAIL = "secret-key", "mail"


class Source(NamedTuple):
    """What a backup is of: the database, the instance folder, the names of what is set."""

    engine: Engine
    instance: Path
    settings: list[str]


class Taken(NamedTuple):
    """A backup that stands on the disk."""

    path: Path
    size: int
    manifest: Manifest


def take(
    source: Source, target: Path, now: datetime, key: str | None = None, instead: bool = False
) -> Taken:
    """Write a backup to the new file `target`, locked by `key` if there is one.

    `instead` lets it take an older file's place. Raises BackupError, and then no file was made.
    """
    with said_plainly("The backup could not be written", "No backup was made."):
        check_target(target, instead)
        with scratch(source.instance) as folder, _draft_of(target) as draft:
            plain = folder / "plain" if key else draft
            manifest = write(source, plain, folder, now)
            with opened(plain):  # what the disk gives back is what was written
                pass
            if key:
                encryption.lock(plain, draft, key)
                on_the_disk(draft)
            size = draft.stat().st_size
            _name(draft, target, instead)
    return Taken(target, size, manifest)


def check_target(target: Path, instead: bool) -> None:
    """Raises BackupError where no backup can be written, or would replace something."""
    if target.is_dir():
        raise BackupError(f"{target} is a folder. Write the name of a new file in it.")
    if not target.parent.is_dir():
        raise BackupError(f"There is no folder {target.parent}. Make it first.")
    if target.exists() and not (instead and target.is_file()):
        raise BackupError(
            f"{target} is there already and stays as it is. Write another name, or add "
            "--replace to write the new backup in its place."
        )


@contextmanager
def _draft_of(target: Path) -> Iterator[Path]:
    """A name beside the target, of which nothing stays; nor of somebody's who was killed."""
    draft = target.with_name(f".{target.name}.part")
    draft.unlink(missing_ok=True)
    try:
        yield draft
    finally:
        draft.unlink(missing_ok=True)


def write(source: Source, path: Path, folder: Path, now: datetime) -> Manifest:
    """Write a backup that is not locked to the new file `path`; `folder` is for what it needs."""
    with snapshot(source.engine, folder) as connection, written(path) as writer:
        manifest = Manifest(
            taken_at=now,
            homecare=VERSION,
            revision=revision_of(connection),
            kind=_kind(connection),
            database=source.engine.dialect.name,
            settings=source.settings,
            tables=_write_tables(connection, writer),
            files={name: writer.file(name, content) for name, content in _files(source.instance)},
            audit=_heads(connection),
        )
        writer.manifest(manifest)
        return manifest


def _write_tables(connection: Connection, writer: Writer) -> dict[str, Contents]:
    made = {}
    for table in tables_of(connection):
        summing = writer.table(table.name, read_rows(connection, table))
        made[table.name] = Contents(names_of(table), *summing.result)
    return made


def _heads(connection: Connection) -> dict[str, str]:
    """Where each chain of the audit trail ends; nothing of a database that keeps none yet."""
    if not inspect(connection).has_table(AuditChain.__tablename__):
        return {}
    return {chain.hex: str(head) for chain, head in heads(connection).items()}


def _kind(connection: Connection) -> str:
    """Whether it is real or a demonstration, for good."""
    kind: str | None = connection.scalar(text("SELECT kind FROM installation"))
    if kind is None:
        raise BackupError("This database is not set up yet: there is nothing to back up.")
    return kind


def _files(instance: Path) -> Iterator[tuple[str, bytes]]:
    """The secret key, and mail that was written to files; one that goes meanwhile is left out."""
    mails = sorted((instance / MAIL).glob("*.eml"))
    for path in (instance / KEY_FILE, *mails):
        with suppress(FileNotFoundError):
            yield path.relative_to(instance).as_posix(), path.read_bytes()


def on_the_disk(path: Path) -> None:
    """Readable by its owner alone, and there after a power cut."""
    path.chmod(0o600)
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _name(draft: Path, target: Path, instead: bool) -> None:
    """Give it its name in one step: nobody ever sees half a backup, or loses another file to it."""
    check_target(target, instead)
    try:
        if not instead:
            os.link(draft, target)
    except FileExistsError:
        check_target(target, instead)  # somebody was quicker
    except OSError:
        pass  # a disk that knows no second names, as many that are carried about
    os.replace(draft, target)
    folder_on_the_disk(target.parent)


def folder_on_the_disk(folder: Path) -> None:
    """Its names are there after a power cut; some disks can't be told so."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
