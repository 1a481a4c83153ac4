"""Civil time: what is due when, through clock changes and long stops."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from homecare.clockwork.periods import (
    newest_night,
    nights_due,
    quiet_until,
    reminders_due,
    week_before,
    week_name,
    weekly_due,
)

LONDON = "Europe/London"


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "zone", "night"),
    [
        ("2026-03-02T02:29", LONDON, date(2026, 3, 1)),
        ("2026-03-02T02:30", LONDON, date(2026, 3, 2)),
        ("2026-07-01T01:29", LONDON, date(2026, 6, 30)),
        ("2026-07-01T01:30", LONDON, date(2026, 7, 1)),
        ("2026-03-02T02:30", "America/New_York", date(2026, 3, 1)),
        ("2026-03-01T13:30", "Pacific/Auckland", date(2026, 3, 2)),
    ],
)
def test_a_day_is_judged_in_its_own_zone(moment: str, zone: str, night: date) -> None:
    assert newest_night(utc(moment), zone) == night


@pytest.mark.parametrize("change", [date(2026, 3, 29), date(2026, 10, 25)])
def test_every_night_of_a_clock_change_is_due_once(change: date) -> None:
    done: list[date] = []
    start = datetime.combine(change, time(), UTC) - timedelta(days=2)
    for minute in range(0, 4 * 24 * 60, 10):
        now = start + timedelta(minutes=minute)
        done += nights_due(done, change - timedelta(days=1), now, LONDON)
    assert done == [change + timedelta(days=n) for n in (-1, 0, 1)]


def test_a_long_stop_drops_no_night() -> None:
    now = utc("2026-03-10T09:00")
    due = list(nights_due([date(2026, 3, 2)], date(2026, 3, 2), now, LONDON))
    assert due == [date(2026, 3, day) for day in range(3, 11)]


def test_a_night_run_by_hand_out_of_turn_drops_none_before_it() -> None:
    by_hand = [date(2026, 3, 2), date(2026, 3, 9), date(2026, 4, 1)]
    due = list(nights_due(by_hand, date(2026, 3, 2), utc("2026-03-10T09:00"), LONDON))
    assert due == [date(2026, 3, day) for day in (3, 4, 5, 6, 7, 8, 10)]


@pytest.mark.parametrize(
    ("moment", "monday", "timely"),
    [
        ("2026-03-02T06:59", date(2026, 2, 16), False),
        ("2026-03-02T07:00", date(2026, 2, 23), True),
        ("2026-03-05T07:00", date(2026, 2, 23), True),
        ("2026-03-05T07:01", date(2026, 2, 23), False),
        ("2026-03-08T23:59", date(2026, 2, 23), False),
        # The Monday after the clocks went back: 07:00 in London is 07:00 UTC again.
        ("2026-10-26T06:59", date(2026, 10, 12), False),
        ("2026-10-26T07:00", date(2026, 10, 19), True),
    ],
)
def test_a_weeks_email_leaves_on_monday_and_is_skipped_when_three_days_late(
    moment: str, monday: date, timely: bool
) -> None:
    assert weekly_due(utc(moment), LONDON) == (monday, timely)


def test_weeks_are_named_by_the_iso_calendar() -> None:
    assert week_name(date(2026, 12, 31)) == "2026-W53"
    assert week_name(date(2027, 1, 3)) == "2026-W53"
    assert week_name(week_before(date(2027, 1, 4))) == "2026-W53"


MORNING, EVENING = time(7, 30), time(18)


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        ("2026-03-02T07:29", []),
        ("2026-03-02T07:30", ["2026-03-02T07:30"]),
        ("2026-03-02T17:59", ["2026-03-02T07:30"]),
        ("2026-03-02T18:00", ["2026-03-02T07:30", "2026-03-02T18:00"]),
        ("2026-03-03T18:00", []),
    ],
)
def test_a_reminder_is_due_from_its_time_on_its_days_only(moment: str, due: list[str]) -> None:
    mondays = 0b0000001
    assert reminders_due(utc(moment), LONDON, (EVENING, MORNING), mondays) == due


@pytest.mark.parametrize(
    ("moment", "zone", "until"),
    [
        ("2026-03-02T21:59", LONDON, None),
        ("2026-03-02T22:00", LONDON, "2026-03-03T07:00"),
        ("2026-03-03T06:59", LONDON, "2026-03-03T07:00"),
        ("2026-03-03T07:00", LONDON, None),
        ("2026-03-28T23:30", LONDON, "2026-03-29T06:00"),
        ("2026-10-24T22:30", LONDON, "2026-10-25T07:00"),
        ("2026-03-03T07:00", "America/New_York", "2026-03-03T12:00"),
        ("2026-03-03T00:00", "Asia/Kolkata", "2026-03-03T01:30"),
    ],
)
def test_the_night_ends_at_seven_by_the_readers_clock(
    moment: str, zone: str, until: str | None
) -> None:
    assert quiet_until(utc(moment), zone) == (utc(until) if until else None)
