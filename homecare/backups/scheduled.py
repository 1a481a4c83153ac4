"""Backups of each night in one folder: which are kept, and how old the last good one is.

What stands there under its name is whole, as it got that name last; the folder itself is asked, so
that nobody is told of a backup that was taken away.
"""

import os
import re
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

NAME = re.compile(r"homecare-(\d{4}-\d{2}-\d{2})\.backup")
DAYS, WEEKS, MONTHS = 7, 5, 12
OLDEST = timedelta(hours=50)
"""A day's backup that failed is noticed before a second one is missed for good (ours)."""


def file_of(folder: Path, day: date) -> Path:
    """The backup of a day."""
    return folder / f"homecare-{day.isoformat()}.backup"


def in_folder(folder: Path) -> dict[date, Path]:
    """The backups there, by their day; files under other names are somebody else's."""
    found = {}
    for path in folder.iterdir():
        if match := NAME.fullmatch(path.name):
            with suppress(ValueError):
                found[date.fromisoformat(match[1])] = path
    return found


def to_keep(days: Collection[date]) -> set[date]:
    """The last seven, and the last one of each of five weeks and twelve months that have any."""
    return {
        *_newest(days, lambda day: day.isoformat(), DAYS),
        *_newest(days, lambda day: day.isocalendar()[:2], WEEKS),
        *_newest(days, lambda day: (day.year, day.month), MONTHS),
    }


def _newest(days: Iterable[date], span: Callable[[date], object], how_many: int) -> list[date]:
    last = {span(day): day for day in sorted(days)}
    return sorted(last.values())[-how_many:]


def rotate(folder: Path) -> int:
    """Delete what is not kept any more, and drafts of somebody who was killed; answers how many."""
    there = in_folder(folder)
    kept = to_keep(there)
    over = [path for day, path in there.items() if day not in kept]
    for path in (*over, *folder.glob(".homecare-*.backup.part")):
        path.unlink(missing_ok=True)
    return len(over)


def last_good(folder: Path) -> datetime | None:
    """When the newest backup there was written; None without one."""
    with suppress(OSError):
        newest = max(in_folder(folder).items(), default=None)
        if newest is not None:
            return datetime.fromtimestamp(newest[1].stat().st_mtime, UTC)
    return None


def closed_to_us(folder: Path) -> str | None:
    """Why no backup can be written there, before the first night tries; None where one can. A
    folder that is missing is made by the first one, where what it stands in lets us."""
    missing = not folder.exists()
    if os.access(folder.parent if missing else folder, os.W_OK | os.X_OK):
        return None
    if missing:
        return f"there is no folder {folder} for backups, and homecare can’t make it"
    return f"the folder for backups, {folder}, can’t be written by homecare"


def problem(folder: Path, now: datetime) -> str | None:
    """What whoever runs the server has to hear about the backups; None while all is well."""
    last = last_good(folder)
    if last is None:
        return "there is no backup yet"
    if now - last > OLDEST:
        return f"the last backup is {(now - last).days} days old"
    return None
