"""When the server was down, and which days nobody could be heard on."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from homecare.clockwork.stops import (
    CLOCK,
    Sign,
    Stop,
    Wait,
    beat,
    stops,
    unheard_days,
    wait_for_phones,
)

LONDON, AUCKLAND = "Europe/London", "Pacific/Auckland"
HOUR = timedelta(hours=1)


def at(day: int, hour: int = 0) -> datetime:
    """An hour of a day of June 2026, in UTC."""
    return datetime(2026, 6, day, hour, tzinfo=UTC)


def on(day: int) -> date:
    return date(2026, 6, day)


@pytest.mark.parametrize(
    ("began", "ended", "days"),
    [
        (at(1, 17), at(2, 6), ()),  # off at night
        (at(1, 17), at(2, 16), ((on(2), on(2)),)),  # 23:00 to 17:00, summer time
        (at(1, 5), at(7, 9), ((on(1), on(7)),)),
        (at(1, 12), at(7, 9), ((on(2), on(7)),)),  # a morning on which everybody was heard
        (at(1, 23), at(2, 23), ((on(2), on(3)),)),  # midnight to midnight
    ],
)
def test_a_day_counts_as_unheard_where_the_server_was_down_for_most_of_it(
    began: datetime, ended: datetime, days: tuple[tuple[date, date], ...]
) -> None:
    assert unheard_days([Stop(began, ended)], LONDON) == days


def test_a_stop_lies_on_the_days_of_each_zone() -> None:
    stop = Stop(at(1, 9), at(4, 9))
    assert unheard_days([stop], LONDON) == ((on(2), on(4)),)
    assert unheard_days([stop], AUCKLAND) == ((on(2), on(4)),)
    late = Stop(at(1, 13), at(4, 13))
    assert unheard_days([late], AUCKLAND) == ((on(2), on(5)),)


def test_both_clock_changes_have_their_own_length_of_day() -> None:
    spring = Stop(datetime(2026, 3, 29, 0, tzinfo=UTC), datetime(2026, 3, 29, 15, tzinfo=UTC))
    assert unheard_days([spring], LONDON) == ()
    autumn = Stop(datetime(2026, 10, 25, 0, tzinfo=UTC), datetime(2026, 10, 25, 16, tzinfo=UTC))
    assert unheard_days([autumn], LONDON) == ((date(2026, 10, 25), date(2026, 10, 25)),)


def alive(session: Session, at: datetime, shown_at: datetime | None = None, by: str = "a") -> None:
    beat(session, CLOCK, Sign(at, shown_at or at, by))
    session.flush()


def test_a_new_process_after_a_gap_tells_of_a_stop(session: Session) -> None:
    alive(session, at(1))
    alive(session, at(1, 11), by="b")
    assert stops(session) == []
    alive(session, at(7), by="c")
    assert stops(session) == [Stop(at(1, 11), at(7))]
    alive(session, at(7) + HOUR, by="c")
    assert len(stops(session)) == 1


def test_a_machine_that_slept_has_stopped_and_one_whose_time_is_moved_has_not(
    session: Session,
) -> None:
    alive(session, at(1), shown_at=at(1))
    alive(session, at(1) + HOUR, shown_at=at(20))
    assert stops(session) == []
    alive(session, at(5), shown_at=at(25))
    assert stops(session) == [Stop(at(20), at(25))]


def test_a_clock_that_was_moved_back_is_no_stop(session: Session) -> None:
    alive(session, at(20))
    alive(session, at(1), by="b")
    assert stops(session) == []


def test_phones_are_waited_for_a_day_and_no_mail_is_late_by_it(session: Session) -> None:
    alive(session, at(1))
    alive(session, at(7), by="b")
    day = timedelta(days=1)
    waits = [wait_for_phones(session, at(7) + hours * HOUR) for hours in (0, 23, 24, 48)]
    assert waits == [Wait(True, day), Wait(True, day), Wait(False, day), Wait()]
    assert wait_for_phones(session, at(6)) == Wait(), "nobody knows of it yet"


def test_an_evening_off_holds_nothing_back(session: Session) -> None:
    alive(session, at(1))
    alive(session, at(1, 20), by="b")
    assert len(stops(session)) == 1
    assert wait_for_phones(session, at(1, 21)) == Wait()
