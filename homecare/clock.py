"""The only reader of the wall clock.

Operations and rules take their time as an argument; the edges (views, jobs, commands) ask here.
In a demonstration a file may move time for the web and the clock process alike.
"""

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from config import SettingError

_file: Path | None = None
_last: datetime | None = None  # what the file said when it could last be read


def follow(file: Path | None) -> None:
    """Read the time from `file` from now on (None: from the machine).

    Raises SettingError where it holds something that is no time.
    """
    global _file, _last
    _file, _last = file, None
    try:
        now()
    except (ValueError, OSError) as error:
        raise SettingError(
            f"HOMECARE_CLOCK_FILE, {file}, must hold a time like 2026-03-02T09:00"
        ) from error


def now() -> datetime:
    """The present moment, in UTC."""
    if _file is not None and _file.exists():
        return _moment_of(_file)
    return machine_time()


def today(zone: str) -> date:
    """The local date in the time zone `zone` (an IANA name)."""
    return now().astimezone(ZoneInfo(zone)).date()


def machine_time() -> datetime:
    """The machine's own time, whatever the clock file says: for signs of life."""
    return datetime.now(UTC)


def _moment_of(file: Path) -> datetime:
    """What the file says; while somebody is writing it anew, what it said before."""
    global _last
    try:
        _last = _read(file.read_text())
    except (ValueError, OSError):
        if _last is None:
            raise
    return _last


def _read(text: str) -> datetime:
    moment = datetime.fromisoformat(text.strip())
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
