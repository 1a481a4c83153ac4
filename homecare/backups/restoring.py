"""Back from a backup: all of it is read, stored in a new place and counted before it is in use."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, Table, text, update
from sqlalchemy.orm import Session

from homecare.accounts.trail.models import AuditChain
from homecare.accounts.trail.queries import found_breaks
from homecare.backups.file import encryption
from homecare.backups.file.manifest import Manifest
from homecare.backups.file.sealed import BROKEN, Reader, opened
from homecare.backups.file.tables import Summing, names_of, sum_of, tables_of, write_rows
from homecare.backups.problems import BackupError
from homecare.backups.snapshot import plain_engine
from homecare.mail.models import OutboxMail
from homecare.mail.undelivered import RESTORED
from homecare.serving.first_look import revisions

Migrate = Callable[[str, str], None]
"""Brings the database at an address to a revision."""
NEWEST = "head"


@contextmanager
def read(file: Path, folder: Path, key: str | None) -> Iterator[Reader]:
    """A backup that can be restored here. Raises BackupError where it can't, and says why."""
    if not file.is_file():
        raise BackupError(f"There is no file {file}.")
    plain = file
    if encryption.is_locked(file):
        if key is None:
            raise BackupError(f"{file} is encrypted. Give its key or passphrase.")
        plain = folder / "opened"
        encryption.unlock(file, plain, key)
    with opened(plain) as reader:
        if reader.manifest.revision not in revisions():
            raise BackupError(
                f"It was made by a newer homecare ({reader.manifest.homecare}). "
                "Restore it with that one."
            )
        yield reader


def fill(url: str, reader: Reader, migrate: Migrate) -> None:
    """Make the empty database at `url` what the backup holds, as this homecare has its tables.

    Raises BackupError unless every table has come out as it went in.
    """
    migrate(url, reader.manifest.revision)
    engine = plain_engine(url)
    with engine.begin() as connection:
        tables = sorted(tables_of(connection), key=_is_end_of_chain)
        _check_shape(tables, reader.manifest)
        for table in reversed(tables):
            connection.execute(table.delete())  # what a migration began with
        for table in tables:
            _fill_table(connection, table, reader)
    with engine.connect() as connection:
        for table in tables:
            if sum_of(connection, table) != reader.manifest.tables[table.name].sum:
                raise BackupError(f"The table {table.name} did not come out as it was backed up.")
        _check_references(connection)
    migrate(url, NEWEST)


def _is_end_of_chain(table: Table) -> bool:
    """The database moves it with each line that is added, which somebody may have meddled with: it
    comes out as it was backed up only where it goes in last, and goes first."""
    return table.name == AuditChain.__tablename__


def _check_shape(tables: list[Table], manifest: Manifest) -> None:
    here = {table.name: names_of(table) for table in tables}
    if here != {name: contents.columns for name, contents in manifest.tables.items()}:
        raise BackupError(
            "Its tables are not those of its revision: another program's may stand among them."
        )


def _fill_table(connection: Connection, table: Table, reader: Reader) -> None:
    summing = Summing()
    write_rows(connection, table, summing.passing(reader.rows(table.name)))
    if summing.result != reader.manifest.tables[table.name].sum:
        raise BackupError(BROKEN)


def _check_references(connection: Connection) -> None:
    """A file is filled without looking at them; a server has looked."""
    if connection.dialect.name == "sqlite":
        broken = connection.execute(text("PRAGMA foreign_key_check")).first()
        if broken is not None:
            raise BackupError(f"In its table {broken[0]} something is missing that it names.")


def breaks_of_trail(url: str, manifest: Manifest) -> list[str]:
    """Where the audit trail does not hold that came out of a backup, in words.

    What is wrong with it was so before: it is said, and nothing of the practice is held back.
    """
    with plain_engine(url).connect() as connection:
        return [str(one) for one in found_breaks(connection, manifest.heads)]


def put_mail_before_a_person(engine: Engine) -> int:
    """No mail that waited leaves by itself: it may have left after the backup was taken.

    Answers how many somebody has to decide on, among undelivered mail.
    """
    waiting = update(OutboxMail).where(OutboxMail.status.in_(("queued", "sending")))
    uncertain = waiting.values(status="uncertain", error=RESTORED, claimed_at=None)
    with Session(engine) as session, session.begin():
        return len(session.scalars(uncertain.returning(OutboxMail.id)).all())
