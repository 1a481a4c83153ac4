"""The job that takes a backup of each day, after its night, and lets old ones go."""

from datetime import date, datetime, time
from pathlib import Path

import structlog
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

import config
from config import Settings
from homecare.accounts.models import Practice
from homecare.backups.problems import BackupError
from homecare.backups.scheduled import file_of, rotate
from homecare.backups.taking import Source, take
from homecare.busy import in_turn
from homecare.clockwork.periods import local
from homecare.clockwork.runs import claim, finish, newest_done
from homecare.erasure.remembered import remember

KIND, SERVER = "backup", "server"
AFTER_NIGHT = time(4)
log = structlog.get_logger()


def back_up(session: Session, settings: Settings, now: datetime, on: date | None) -> int:
    """Take today's backup where it is due, or where somebody asks for it; answers how many.

    Today is the oldest practice's. One that fails is tried again ten minutes later.
    """
    day = _due(session, now, on is not None) if settings.backups else None
    if day is None or settings.backups is None:
        return 0
    run_id = in_turn(session, lambda inside: claim(inside, KIND, SERVER, day.isoformat(), now))
    if run_id is None:
        return 0
    try:
        _take(session, settings, settings.backups, now, day)
    except (BackupError, OSError) as error:
        log.error("backup failed", period=day.isoformat(), reason=str(error))
        return 0
    in_turn(session, lambda inside: finish(inside, run_id, now))
    return 1


def _due(session: Session, now: datetime, by_hand: bool) -> date | None:
    zone = session.scalar(select(Practice.zone).order_by(Practice.made_at, Practice.id).limit(1))
    if zone is None:
        return None
    here = local(now, zone)
    if here.time() < AFTER_NIGHT and not by_hand:
        return None
    done = newest_done(session, KIND, SERVER, 1)
    return here.date() if done != [here.date().isoformat()] else None


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
