"""The job that takes a backup of each day, after its night, and lets old ones go."""

from datetime import date, datetime, time
from pathlib import Path

import structlog
from sqlalchemy import Engine
from sqlalchemy.orm import Session

import config
from config import Settings
from homecare.backups.problems import BackupError
from homecare.backups.scheduled import file_of, rotate
from homecare.backups.taking import Source, take
from homecare.busy import in_turn
from homecare.clockwork.at_work import at_work
from homecare.clockwork.runs import claim, finish
from homecare.erasure.remembered import remember
from homecare.jobs.daily import SERVER, day_due

KIND = "backup"
AFTER_NIGHT = time(4)
log = structlog.get_logger()


def back_up(
    session: Session, settings: Settings, now: datetime, on: date | None, typed: bool = False
) -> int:
    """Take today's backup where it is due, or where somebody asks for it; answers how many.

    Today is the oldest practice's. One that fails is tried again ten minutes later; whoever has
    `typed` it hears why by a BackupError or OSError.
    """
    by_hand = on is not None
    day = day_due(session, KIND, now, AFTER_NIGHT, by_hand) if settings.backups else None
    if day is None or settings.backups is None:
        return 0
    run_id = in_turn(session, lambda inside: claim(inside, KIND, SERVER, day.isoformat(), now))
    if run_id is None:
        return 0
    try:
        with at_work(session, run_id, now=now):
            _take(session, settings, settings.backups, now, day)
    except (BackupError, OSError) as error:
        log.error("backup failed", period=day.isoformat(), reason=str(error))
        if typed:
            raise
        return 0
    in_turn(session, lambda inside: finish(inside, run_id, now))
    return 1


def _take(session: Session, settings: Settings, folder: Path, now: datetime, day: date) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    target, engine = file_of(folder, day), session.get_bind()
    assert isinstance(engine, Engine)  # noqa: S101 (tells the type checker)
    session.commit()
    if not target.exists():  # somebody who was stopped right after it may have named it
        source = Source(engine, settings.instance, config.names_set())
        take(source, target, now, settings.backup_key)
    remember(session, settings)
    rotate(folder)
