"""A database is a demonstration or real, for good, and says so in a row."""

from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, inspect, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from config import SettingError, Settings
from homecare.accounts.models import Installation, Practice

REAL, DEMONSTRATION = "real", "demonstration"
PUBLISHED = "stretch-and-walk-1"
"""Everybody's password in a demonstration, whose sign-in page shows it."""
INSERT: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def kind_of(engine: Engine) -> str | None:
    """What the database says it is; None before it was set up. Never makes an empty file."""
    if not is_set_up(engine):
        return None
    with engine.connect() as connection:
        return connection.scalar(select(Installation.kind))


def is_set_up(engine: Engine) -> bool:
    """Whether the database has our tables. Never makes an empty file."""
    if engine.dialect.name == "sqlite" and not Path(engine.url.database or "").exists():
        return False
    return inspect(engine).has_table(Installation.__tablename__)


def has_practice(engine: Engine) -> bool:
    """Whether anything was ever begun in it. Never makes an empty file."""
    if not is_set_up(engine):
        return False
    with engine.connect() as connection:
        return connection.scalar(select(Practice.id).limit(1)) is not None


def is_demonstration(engine: Engine, settings: Settings) -> bool:
    """Whether this is a demonstration. Raises SettingError where a setting does not fit.

    Time can't be moved under real diaries.
    """
    kind = kind_of(engine)
    if kind == REAL:
        keep_time(settings)
    return kind == DEMONSTRATION


def keep_time(settings: Settings) -> None:
    """Raises SettingError where time would be moved under real diaries."""
    if settings.clock_file is not None:
        raise SettingError("HOMECARE_CLOCK_FILE is for demonstrations; this database is real")


def declare(session: Session, kind: str, now: datetime) -> None:
    """Make the database what it will be for good. Raises RuntimeError where it is the other."""
    insert = INSERT[session.get_bind().dialect.name](Installation)
    mine = insert.values(id=1, kind=kind, made_at=now).on_conflict_do_nothing()
    session.execute(mine)  # of two at once one has made it
    present = session.get_one(Installation, 1)
    if present.kind != kind:
        raise RuntimeError(f"this database is {present.kind}; it can't become {kind}")
