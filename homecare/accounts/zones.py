"""Time zones somebody can choose from, and which rules they follow."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo, available_timezones

import tzdata  # type: ignore[import-untyped]

REGIONS = ("Africa/", "America/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/",
           "Pacific/")  # fmt: skip
AHEAD = timedelta(days=40)  # a phone that hears nothing for longer works by what it knows
ZONE_DATA: str = tzdata.IANA_VERSION  # like 2026f
ZONES = tuple(sorted(zone for zone in available_timezones() if zone.startswith(REGIONS)))


class Offset(NamedTuple):
    """Minutes east of UTC from a moment on, that moment as ISO 8601."""

    since: str
    minutes: int


def zone_named(typed: str) -> str | None:
    """The zone of that name, or of that city where there is one such city only; else None."""
    name = "_".join(typed.split()).casefold()
    known = {zone.casefold(): zone for zone in (*ZONES, "UTC")}
    cities = [zone for key, zone in known.items() if key.rsplit("/", 1)[-1] == name]
    return known.get(name) or (cities[0] if len(cities) == 1 else None)


def offsets(zone: str, now: datetime) -> tuple[Offset, ...]:
    """The offset of `zone` at `now`, and the next one if it changes within AHEAD.

    For a phone whose own zone data may be older: with these it keeps the practice's day.
    """
    return _offsets(zone, now.astimezone(UTC).replace(minute=0, second=0, microsecond=0))


@lru_cache(maxsize=256)
def _offsets(zone: str, now: datetime) -> tuple[Offset, ...]:
    here = ZoneInfo(zone)
    first = _minutes(here, now)
    days = (now + timedelta(days=day) for day in range(1, AHEAD.days + 1))
    later = next((day for day in days if _minutes(here, day) != first), None)
    if later is None:
        return (Offset(now.isoformat(), first),)
    low, high = later - timedelta(days=1), later
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        low, high = (middle, high) if _minutes(here, middle) == first else (low, middle)
    turn = high.replace(microsecond=0)
    return Offset(now.isoformat(), first), Offset(turn.isoformat(), _minutes(here, high))


def _minutes(zone: ZoneInfo, moment: datetime) -> int:
    east = moment.astimezone(zone).utcoffset() or timedelta()
    return round(east.total_seconds() / 60)
