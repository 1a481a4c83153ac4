"""When something is due, in civil time: pure, so that clock changes are a table of tests.

A period is named by its date ("2026-10-25") or its ISO week ("2026-W43"), never by a moment: an
hour that comes twice or not at all can't double or drop it.
"""

from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

NIGHT = time(2, 30)  # when a day is judged: after midnight everywhere in its zone, before breakfast
MONDAY_MORNING = time(7)  # when the past week's email leaves
WEEKLY_GRACE = timedelta(days=3)
EVENING, MORNING = time(22), time(7)  # between them nobody wants mail that could have come before
LATE = timedelta(hours=1)


def local(now: datetime, zone: str) -> datetime:
    """The moment on the clock of a zone."""
    return now.astimezone(ZoneInfo(zone))


def newest_night(now: datetime, zone: str) -> date:
    """The latest date whose nightly run is due: it judges through the end of the day before."""
    here = local(now, zone)
    return here.date() if here.time() >= NIGHT else here.date() - timedelta(days=1)


def nights_due(done: Collection[date], first: date, now: datetime, zone: str) -> Iterator[date]:
    """Every date from `first` that was not judged yet, oldest first: a long stop drops none.

    A date run by hand ahead of its time, or out of its turn, stands for itself alone.
    """
    day, last = first, newest_night(now, zone)
    while day <= last:
        if day not in done:
            yield day
        day += timedelta(days=1)


def quiet_until(now: datetime, zone: str) -> datetime | None:
    """The end of the night in which mail that could wait would wake somebody; None by day."""
    here = local(now, zone)
    if MORNING <= here.time() < EVENING:
        return None
    day = here.date() + timedelta(days=here.time() >= EVENING)
    return datetime.combine(day, MORNING, ZoneInfo(zone)).astimezone(UTC)


def is_late_at_night(now: datetime, zone: str, name: str) -> bool:
    """Whether the time of a reminder of today is over for an hour, and it is night."""
    at = datetime.fromisoformat(name).replace(tzinfo=ZoneInfo(zone))
    return quiet_until(now, zone) is not None and now - at > LATE


def week_name(day: date) -> str:
    """The ISO week of a date, as "2026-W43"."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def week_before(day: date) -> date:
    """The Monday of the last whole ISO week before a date."""
    return day - timedelta(days=day.weekday() + 7)


def weekly_due(now: datetime, zone: str, waited: timedelta = timedelta()) -> tuple[date, bool]:
    """The Monday of the newest week whose email is due, and whether it is still timely.

    A week's email leaves on the Monday after it; more than three days later it is skipped, not
    counting the time for which it was held back.
    """
    here = local(now, zone)
    monday = here.date() - timedelta(days=here.weekday())
    if here.date() == monday and here.time() < MONDAY_MORNING:
        monday -= timedelta(days=7)
    leaves = datetime.combine(monday, MONDAY_MORNING, ZoneInfo(zone))
    return monday - timedelta(days=7), now - leaves <= WEEKLY_GRACE + waited


def reminder_name(day: date, at: time) -> str:
    """The reminder of a local day and time, as "2026-10-25T18:00"."""
    return f"{day.isoformat()}T{at:%H:%M}"


def reminders_of(day: date, times: Collection[time], days: int) -> list[str]:
    """The reminders of a local day, the earliest first; none where its weekday is not chosen.

    `days` holds the weekdays, bit 0 = Monday.
    """
    chosen = days >> day.weekday() & 1
    return [reminder_name(day, at) for at in sorted(times)] if chosen else []


def next_reminder(now: datetime, zone: str, times: Collection[time]) -> datetime | None:
    """The next moment at which one of these local times comes; None where there are none."""
    today = local(now, zone).date()
    moments = (
        datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC)
        for day in (today, today + timedelta(days=1))
        for at in times
    )
    return min((moment for moment in moments if moment > now), default=None)


def reminders_due(now: datetime, zone: str, times: Collection[time], days: int) -> list[str]:
    """Today's reminders whose time has come. One that was missed yesterday is not made up for."""
    here = local(now, zone)
    latest = reminder_name(here.date(), here.time())
    return [name for name in reminders_of(here.date(), times, days) if name <= latest]
