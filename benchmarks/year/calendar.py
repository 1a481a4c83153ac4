"""When things happen in the year: days, the hours of the clock, and the days without a server."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
START = date(2026, 9, 7)
"""A Monday: the year after it holds both clock changes of Europe and America, and 2026-W53."""
HOURS = (0, 2, 5, 7, 9, 10, 12, 14, 16, 18, 20, 23)
"""The hours, in UTC, at which the clock ticks: soon after something falls due in any zone."""
PAST_THE_HOUR = 35
"""Minutes past the hour: nights are due at half past two."""
STOP_DAYS = 6
BACK_AT = 8
"""The hour, in UTC, at which the server runs again after the stop."""
OPENS, EVENING = time(11), time(20)
"""When therapists work through their list, and when clients report their day."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens at a moment: `what` is tick, clinic, evening or month.

    `on` is the local day; `of` the practice (for a clinic) or the zone (for an evening).
    """

    at: datetime
    what: str
    on: date
    of: str = ""


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days that are lived through, the hours of the clock, and when the server stands still."""

    start: date
    days: int
    hours: Sequence[int] = HOURS

    @property
    def end(self) -> date:
        """The day after the last one."""
        return self.start + self.days * DAY

    @property
    def stop(self) -> tuple[datetime, datetime]:
        """From a Thursday on, past the middle of the time, until the Wednesday after."""
        middle = self.start + (self.days * 3 // 5) * DAY
        first = middle + (3 - middle.weekday()) % 7 * DAY
        return (
            datetime.combine(first, time(), UTC),
            datetime.combine(first + STOP_DAYS * DAY, time(BACK_AT), UTC),
        )

    def is_down(self, at: datetime) -> bool:
        """Whether the server stands still at that moment."""
        first, back = self.stop
        return first <= at < back

    def events(self, clinics: dict[str, str], zones: list[str]) -> list[Event]:
        """Everything that happens, in order; `clinics` maps each practice to its zone."""
        events = [*self._ticks(), *self._months()]
        for day in self._all_days():
            events += [Event(at(day, OPENS, zone), "clinic", day, of)
                       for of, zone in clinics.items()]  # fmt: skip
            events += [Event(at(day, EVENING, zone), "evening", day, zone) for zone in zones]
        return sorted(events, key=lambda event: event.at)

    def clock_changes(self, zones: list[str]) -> list[str]:
        """The days on which the clocks of a zone change, with its name."""
        return [
            f"{day} {zone}"
            for zone in zones
            for day in self._all_days()
            if at(day, EVENING, zone).time() != at(day - DAY, EVENING, zone).time()
        ]

    def has_week_53(self) -> bool:
        """Whether an ISO week with that number is lived through."""
        return any(day.isocalendar().week == 53 for day in self._all_days())

    def _all_days(self) -> Iterator[date]:
        return (self.start + back * DAY for back in range(self.days))

    def _ticks(self) -> Iterator[Event]:
        for day in self._all_days():
            for hour in self.hours:
                moment = datetime.combine(day, time(hour, PAST_THE_HOUR), UTC)
                if not self.is_down(moment):
                    yield Event(moment, "tick", day)

    def _months(self) -> Iterator[Event]:
        """The last moment of each month of four weeks and a third, the last of all included."""
        for month in range(1, 13):
            day = self.start + (self.days * month // 12) * DAY
            yield Event(datetime.combine(day, time(), UTC), "month", day, str(month))


def at(day: date, hour: time, zone: str) -> datetime:
    """A moment of a local day, in UTC."""
    return datetime.combine(day, hour, ZoneInfo(zone)).astimezone(UTC)


def week_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - day.weekday() * DAY
