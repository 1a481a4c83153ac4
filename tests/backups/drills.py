"""Restore drills: `python -m tests.backups.drills [20]` on each database, and across them.

Each makes a database with random rows in every table, backs it up, restores it into an empty place
and compares every row. `make restore-drills` runs them; a few are among the tests.
"""

import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count, product
from pathlib import Path

import homecare.app  # noqa: F401 (what it brings names every table, as where a command runs)
from config import Settings
from homecare.backups.back import restore
from homecare.backups.restoring import Migrate
from homecare.backups.taking import Source, take
from homecare.commands.migrating import migrate_to
from tests import postgres
from tests.backups.random_rows import engine_of, everything, make_random

KEYS = (None, "a passphrase of some length")
# Mail that waited is put before somebody, on purpose.
CHANGES = ("outbox_mail.status", "outbox_mail.error", "outbox_mail.claimed_at")


def drill(
    folder: Path, source: str, target: str, seed: int, key: str | None = None,
    migrate: Migrate = migrate_to,
) -> int:  # fmt: skip
    """Back up and restore one random database; answers how many rows were compared."""
    here, there = settings_of(folder / "here", source), settings_of(folder / "there", target)
    migrate(source, "head")
    make_random(source, seed)
    before = everything(source, CHANGES)
    moment = datetime.now(UTC)
    take(Source(engine_of(source), here.instance, []), folder / "backup", moment, key)
    restore(there, folder / "backup", key, migrate)
    assert everything(source, CHANGES) == before, "taking a backup changed the database"
    assert everything(target, CHANGES) == before
    return sum(map(len, before.values()))


def settings_of(instance: Path, url: str) -> Settings:
    """Settings of a server in that folder, on that database."""
    instance.mkdir(exist_ok=True)
    (instance / "secret-key").write_text("a secret of the tests, long enough to sign")
    return replace(SETTINGS, instance=instance, database_url=url)


SETTINGS = Settings(
    instance=Path(), database_url="", secret_key="a secret of the tests, long enough to sign",
    public_url="https://homecare.example", mail_from="no-reply@homecare.example", testing=True,
)  # fmt: skip


def main(times: int) -> int:
    """Run so many of each kind; answers 1 if any was not what it was before."""
    failed = 0
    with postgres.server() as server, tempfile.TemporaryDirectory() as folder:
        numbers = count()
        files = (f"sqlite:///{folder}/{next(numbers)}.sqlite" for _ in count())
        names = (postgres.another_database(server, f"drill{next(numbers)}") for _ in count())
        kinds = {"sqlite": files, "postgresql": names}
        for (source, froms), (target, tos) in product(kinds.items(), kinds.items()):
            good, began = 0, time.monotonic()
            for seed in range(times):
                with tempfile.TemporaryDirectory(dir=folder) as room:
                    try:
                        drill(Path(room), next(froms), next(tos), seed, KEYS[seed % 2])
                        good += 1
                    except Exception as error:
                        print(f"{source} → {target}, seed {seed}: {error!r}"[:400])
            failed |= good < times
            seconds = (time.monotonic() - began) / times
            print(f"{source} → {target}: {good} of {times}, {seconds:.1f} s each", flush=True)
    return failed


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if sys.argv[1:] else 20))
