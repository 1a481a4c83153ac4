"""The two ways back: into the empty place of the settings, or into a scratch place to count."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Engine

from config import Settings
from homecare.backups import restoring
from homecare.backups.file.manifest import Manifest
from homecare.backups.instance_files import check_key, put_in_place
from homecare.backups.places import place_of
from homecare.backups.problems import UNTOUCHED, said_plainly
from homecare.backups.restoring import Migrate
from homecare.backups.scratch import scratch
from homecare.backups.snapshot import plain_engine


class Restored(NamedTuple):
    """What came back, and how many mails somebody has to decide on."""

    manifest: Manifest
    where: str
    mails: int
    left_out: int


LeaveOut = Callable[[Engine], int]
"""Records in a database what may have been done since as done; answers how much."""


def restore(
    settings: Settings,
    file: Path,
    key: str | None,
    migrate: Migrate,
    leave_out: LeaveOut = lambda _: 0,
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
            mails = restoring.put_mail_before_a_person(plain_engine(beside))
            left_out = leave_out(plain_engine(beside))
            with put_in_place(settings.instance, reader):
                place.take_over()
        where = plain_engine(url).url.render_as_string()
        return Restored(reader.manifest, where, mails, left_out)


def verify(instance: Path, file: Path, key: str | None, migrate: Migrate) -> Manifest:
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
        return reader.manifest
