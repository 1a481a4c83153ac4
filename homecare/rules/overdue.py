"""When a flag has waited for a decision for longer than its kind bears: pure, a line a kind.

A flag that is set aside is not overdue. Time is counted from the moment from which the flag has
stood open: when it was raised, or when it came back after it was set aside.
"""

from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from homecare.rules.verdict.episode_on_day import (
    GP,
    NOT_FOLLOWING,
    QUIET,
    STALLED,
    URGENT,
    WORSENING,
)
from homecare.rules.verdict.flags_asked import REVIEW

URGENT_BEARS = timedelta(hours=4)
"""An urgent flag is counted in hours, day and night (ours)."""
WORSENING_BEARS = 2
"""Working days, Monday to Friday; bank holidays are not known (ours)."""
BEARS = {GP: 3, STALLED: 7, REVIEW: 14, QUIET: 14, NOT_FOLLOWING: 14}
"""Whole days for which the other kinds may stay open (ours)."""
TOLD_AGAIN_AT = time(8)
"""From this time of a working day on people are told again of an urgent flag (ours)."""
TOLD_AGAIN_AFTER = timedelta(hours=12)
"""Never sooner than this after the first word (ours)."""
_WORKING_WEEK = 5
_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)


class Waiting(NamedTuple):
    """A live flag, as far as its waiting goes. `opened_at` is UTC, `snoozed_until` a local date."""

    kind: str
    opened_at: datetime
    snoozed_until: date | None = None


class TimeOpen(NamedTuple):
    """For how many days of a calendar a flag has stood open; for one that is counted in hours,
    for how many of those within its first 24."""

    days: int
    hours: int | None = None


def time_open(flag: Waiting, now: datetime, zone: str) -> TimeOpen:
    """Return for how long, by the calendar of `zone`, a flag has stood open."""
    days, passed = max((_day(now, zone) - _open_from(flag, zone)).days, 0), now - flag.opened_at
    is_young = flag.kind == URGENT and timedelta() <= passed < _DAY
    return TimeOpen(days, passed // _HOUR if is_young else None)


def is_overdue(flag: Waiting, now: datetime, zone: str) -> bool:
    """Say whether a flag has been open for longer than its kind bears."""
    today = _day(now, zone)
    if flag.snoozed_until is not None and flag.snoozed_until > today:
        return False
    if flag.kind == URGENT:
        return now - flag.opened_at > URGENT_BEARS
    if flag.kind == WORSENING:
        return _working_days(_open_from(flag, zone), today) > WORSENING_BEARS
    return time_open(flag, now, zone).days > BEARS[flag.kind]


def is_told_again(flag: Waiting, now: datetime, zone: str) -> bool:
    """Say whether people are to be told again of an urgent flag on which nobody has noted anything
    since it was opened: a working day later, in the morning."""
    here = now.astimezone(ZoneInfo(zone))
    if flag.kind != URGENT or here.weekday() >= _WORKING_WEEK or here.time() < TOLD_AGAIN_AT:
        return False
    begun = _working_days(_day(flag.opened_at, zone), here.date())
    return begun >= 1 and now - flag.opened_at >= TOLD_AGAIN_AFTER


def next_working_day(day: date) -> date:
    """Return the first day after `day` that is a Monday to Friday."""
    after = day + _DAY
    return after if after.weekday() < _WORKING_WEEK else next_working_day(after)


def _open_from(flag: Waiting, zone: str) -> date:
    opened = _day(flag.opened_at, zone)
    return max(opened, flag.snoozed_until or opened)


def _day(moment: datetime, zone: str) -> date:
    return moment.astimezone(ZoneInfo(zone)).date()


def _working_days(since: date, until: date) -> int:
    """Return how many working days have begun after `since`, `until` included."""
    days = (since + number * _DAY for number in range(1, (until - since).days + 1))
    return sum(day.weekday() < _WORKING_WEEK for day in days)
