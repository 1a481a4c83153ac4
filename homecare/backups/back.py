"""The two ways back: into the empty place of the settings, or into a scratch place to count."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Engine, text

from config import Settings
from homecare.accounts.trail.chain import Head
from homecare.backups import restoring
from homecare.backups.file.manifest import Manifest
from homecare.backups.instance_files import check_key, put_in_place
from homecare.backups.places import place_of
from homecare.backups.problems import UNTOUCHED, said_plainly
from homecare.backups.restoring import Migrate
from homecare.backups.scratch import scratch
from homecare.backups.snapshot import plain_engine
from homecare.backups.taking import MAIL


class Restored(NamedTuple):
    """What came back, how many mails wait for a decision, and where the audit trail breaks."""

    manifest: Manifest
    where: str
    mails: int
    left_out: int
    erased: int
    breaks: list[str]


class Verified(NamedTuple):
    """What is in a backup, and where the audit trail in it breaks."""

    manifest: Manifest
    breaks: list[str]


Afterwork = Callable[[Engine], int]
"""Does something in a database that was filled, before it takes its place; answers how much."""


def _nothing(_engine: Engine) -> int:
    return 0


class Afterwards(NamedTuple):
    """What happened after the backup: timed mail that may have left is left out, and records that
    were erased are erased again."""

    leave_out: Afterwork = _nothing
    erase_again: Afterwork = _nothing


NOTHING = Afterwards()


def restore(
    settings: Settings,
    file: Path,
    key: str | None,
    migrate: Migrate,
    afterwards: Afterwards = NOTHING,
) -> Restored:
    """Make the place that the settings name what the backup holds.

    Raises BackupError, and then nothing of the place was changed.
    """
    with (
        said_plainly(f"{file} was not restored"),
        scratch(settings.instance) as folder,
        restoring.read(file, folder, key) as reader,
    ):
        url = settings.on(reader.manifest.kind).database_url
        check_key(settings, url, reader)
        place = place_of(url)
        with place.prepared() as beside:
            restoring.fill(beside, reader, migrate)
            breaks = restoring.breaks_of_trail(beside, reader.manifest)
            mails = restoring.put_mail_before_a_person(plain_engine(beside))
            erased, without = _erased(plain_engine(beside), afterwards.erase_again)
            left_out = afterwards.leave_out(plain_engine(beside))
            with put_in_place(settings.instance, reader, without):
                place.take_over()
        where = plain_engine(url).url.render_as_string()
        return Restored(reader.manifest, where, mails, left_out, erased, breaks)


def _erased(engine: Engine, erase_again: Afterwork) -> tuple[int, set[str]]:
    """How many records are erased again, and the names of the mails in files that go with them."""
    before = _mails(engine)
    done = erase_again(engine)
    gone = before - _mails(engine) if done else set()
    return done, {f"{MAIL}/{UUID(str(mail_id)).hex}.eml" for _, mail_id in gone}


def _mails(engine: Engine) -> set[tuple[str, str]]:
    """Every mail, and every one whose words are known."""
    with engine.connect() as connection:
        known = connection.execute(text(
            "SELECT 'mail', id FROM outbox_mail UNION ALL SELECT 'words', mail_id FROM mail_words"
        ))  # fmt: skip
        return {(kind, str(mail_id)) for kind, mail_id in known}


def heads_in(instance: Path, file: Path, key: str | None) -> dict[UUID, Head]:
    """Where each chain of the audit trail ended when a backup was taken."""
    with (
        said_plainly(f"{file} can't be read"),
        scratch(instance) as folder,
        restoring.read(file, folder, key) as reader,
    ):
        return reader.manifest.heads


def verify(instance: Path, file: Path, key: str | None, migrate: Migrate) -> Verified:
    """Restore a backup into a scratch place, count it there, and leave nothing of that.

    Raises BackupError where it could not be restored.
    """
    with (
        said_plainly(f"{file} was not verified", UNTOUCHED),
        scratch(instance) as folder,
        restoring.read(file, folder, key) as reader,
    ):
        trial = folder / "trial.sqlite"
        trial.touch(0o600)
        restoring.fill(f"sqlite:///{trial}", reader, migrate)
        breaks = restoring.breaks_of_trail(f"sqlite:///{trial}", reader.manifest)
        return Verified(reader.manifest, breaks)
