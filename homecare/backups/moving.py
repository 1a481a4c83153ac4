"""From one database into another, empty one, by the same way as a backup and its restore."""

from datetime import datetime
from pathlib import Path

from config import Settings
from homecare.backups import restoring
from homecare.backups.file.manifest import Manifest
from homecare.backups.places import need_still, place_of
from homecare.backups.problems import BackupError, said_plainly
from homecare.backups.restoring import Migrate
from homecare.backups.scratch import scratch
from homecare.backups.taking import Source, write

SAME = "That is the database in use now. Name another one, which is empty."


def move(settings: Settings, source: Source, url: str, now: datetime, migrate: Migrate) -> Manifest:
    """Make the empty database at `url` what the present one is, and leave that as it was.

    Nobody may write meanwhile: it would be missing in the new one. Mail that waits goes on
    waiting there, as it leaves from one of the two alone. Raises BackupError.
    """
    with said_plainly("Nothing was moved"), scratch(settings.instance) as folder:
        if url == settings.database_url:
            raise BackupError(SAME)
        need_still(settings.database_url)
        plain = Path(folder / "moving")
        write(source, plain, folder, now)
        source.engine.dispose()  # on a server, this command's own connection counts as somebody
        with restoring.read(plain, folder, None) as reader:
            place = place_of(url)
            with place.prepared() as beside:
                restoring.fill(beside, reader, migrate)
                need_still(settings.database_url)
                place.take_over()
            return reader.manifest
