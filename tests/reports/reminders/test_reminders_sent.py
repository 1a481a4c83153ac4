"""Reminders leave at each client's own times, each once, on that local date only."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from config import Settings
from homecare.reports.reminders import due
from homecare.reports.reminders.due import send
from tests.make.clients import make_client
from tests.make.diary import Care, make_care, record, statements, told
from tests.make.reports import mails, runs

KIND = "reminder"
SIX = datetime(2026, 3, 2, 18, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
WISH = {"on": True, "times": ["18:00"], "days": 127, "only_if_not_logged": True}


def wish(session: Session, care: Care, **changes: Any) -> Care:
    care.client.reminder = {**WISH, **changes}
    session.commit()
    return care


@pytest.fixture
def care(session: Session, care: Care) -> Care:
    """A client who wished for reminders."""
    return wish(session, care)


def test_it_leaves_when_its_time_has_come_and_once(
    session: Session, settings: Settings, care: Care
) -> None:
    assert send(session, settings, SIX - MINUTE, None) == 0
    assert send(session, settings, SIX, None) == 1
    for minute in range(1, 4):
        assert send(session, settings, SIX + minute * MINUTE, None) == 0
    with Session(session.get_bind()) as after_a_restart:
        assert send(after_a_restart, settings, SIX + HOUR, None) == 0
    assert len(mails(session, KIND)) == 1
    assert send(session, settings, SIX + DAY, None) == 1


def test_it_is_off_until_the_client_turns_it_on(session: Session, settings: Settings) -> None:
    care = make_care(session)
    assert send(session, settings, SIX, None) == 0
    wish(session, care, on=False)
    assert send(session, settings, SIX, None) == 0
    assert not runs(session, KIND)


def test_it_keeps_to_the_chosen_weekdays(session: Session, settings: Settings, care: Care) -> None:
    wish(session, care, days=0b0000010)
    assert send(session, settings, SIX, None) == 0
    assert send(session, settings, SIX + DAY, None) == 1


def test_whoever_has_logged_is_left_alone_and_the_reason_is_kept(
    session: Session, settings: Settings, care: Care
) -> None:
    record(session, care, told())
    assert send(session, settings, SIX, None) == 0
    assert runs(session, KIND) == [("2026-03-02T18:00", "skipped", "already logged")]


def test_after_a_stop_only_today_is_reminded_of(
    session: Session, settings: Settings, care: Care
) -> None:
    wish(session, care, days=0b1111101)  # not on Tuesdays
    send(session, settings, SIX, None)
    send(session, settings, SIX + 3 * DAY + 3 * HOUR, None)
    assert runs(session, KIND) == [
        ("2026-03-02T18:00", "done", ""),
        ("2026-03-04T18:00", "skipped", "not sent while it was new"),
        ("2026-03-05T18:00", "done", ""),
    ]


def test_each_time_of_a_day_is_kept(session: Session, settings: Settings, care: Care) -> None:
    wish(session, care, times=["18:00", "12:15", "07:30"])
    start = SIX - 18 * HOUR
    sent = [quarter / 4 for quarter in range(96)
            if send(session, settings, start + quarter * HOUR / 4, None)]  # fmt: skip
    assert sent == [7.5, 12.25, 18]
    assert len({mail.key for mail in mails(session, KIND)}) == 3


def test_whoever_logs_in_between_is_left_alone_for_the_rest_of_the_day(
    session: Session, settings: Settings, care: Care
) -> None:
    wish(session, care, times=["18:00", "07:30"])
    assert send(session, settings, SIX - 10 * HOUR, None) == 1
    record(session, care, told())
    assert send(session, settings, SIX, None) == 0
    assert runs(session, KIND) == [
        ("2026-03-02T07:30", "done", ""),
        ("2026-03-02T18:00", "skipped", "already logged"),
    ]


def test_after_a_stop_only_the_last_time_that_passed_is_sent(
    session: Session, settings: Settings, care: Care
) -> None:
    wish(session, care, times=["21:00", "18:00", "07:30"])
    assert send(session, settings, SIX + HOUR, None) == 1
    assert runs(session, KIND) == [
        ("2026-03-02T07:30", "skipped", "not sent while it was new"),
        ("2026-03-02T18:00", "done", ""),
    ]
    assert send(session, settings, SIX + 3 * HOUR, None) == 1


def test_a_time_that_was_over_when_it_was_set_is_tomorrows(
    session: Session, settings: Settings, care: Care
) -> None:
    wish(session, care, times=["07:30"], set_at="2026-03-02T17:59+00:00")
    assert send(session, settings, SIX, None) == 0
    wish(session, care, times=["18:00", "07:30"], set_at="2026-03-02T17:59+00:00")
    assert send(session, settings, SIX, None) == 1
    assert runs(session, KIND) == [("2026-03-02T18:00", "done", "")]
    assert send(session, settings, SIX + 14 * HOUR, None) == 1


def test_past_midnight_yesterdays_is_not_made_up_for(
    session: Session, settings: Settings, care: Care
) -> None:
    assert send(session, settings, SIX + 7 * HOUR, None) == 0
    assert not mails(session, KIND)


def test_the_time_is_the_clients_own(session: Session, settings: Settings) -> None:
    wish(session, make_care(session, zone="America/New_York"))
    assert send(session, settings, SIX, None) == 0
    assert send(session, settings, SIX + 5 * HOUR - MINUTE, None) == 0
    assert send(session, settings, SIX + 5 * HOUR, None) == 1
    assert runs(session, KIND) == [("2026-03-02T18:00", "done", "")]


@pytest.mark.parametrize("change", [date(2026, 3, 29), date(2026, 10, 25)])
@pytest.mark.parametrize("at", ["01:30", "18:00"])
def test_an_hour_that_comes_twice_or_not_at_all_neither_doubles_nor_drops_it(
    session: Session, settings: Settings, care: Care, change: date, at: str
) -> None:
    wish(session, care, times=[at])
    care.episode.mail_counts_from = change - DAY  # they do not rest
    session.commit()
    start = datetime.combine(change, datetime.min.time(), UTC) - DAY
    for quarter in range(3 * 96):
        send(session, settings, start + quarter * HOUR / 4, None)
    days = [change + number * DAY for number in (-1, 0, 1)]
    told_on = [period for period, status, _ in runs(session, KIND) if status == "done"]
    assert [f"{day}T{at}" for day in days] == told_on[:3]
    assert len(mails(session, KIND)) == len(set(told_on))


def test_by_hand_it_is_sent_for_the_date_whatever_the_hour_and_still_once(
    session: Session, settings: Settings, care: Care
) -> None:
    morning = SIX - 10 * HOUR
    assert send(session, settings, morning, date(2026, 3, 2)) == 1
    assert send(session, settings, morning, date(2026, 3, 2)) == 0
    assert send(session, settings, SIX, None) == 0


def test_a_time_that_cannot_be_read_stops_nobody_else(
    session: Session, settings: Settings, care: Care
) -> None:
    other, _ = make_client(session, care.therapist, name="Odd", email="odd@post.example")
    other.reminder = {**WISH, "times": ["six"]}
    session.commit()
    assert send(session, settings, SIX, None) == 1
    assert ("2026-03-02", "failed", "a time can't be read") in runs(session, KIND)


def test_a_reminder_that_could_not_be_written_is_written_again_on_that_day(
    session: Session, settings: Settings, care: Care, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object) -> object:
        raise ZeroDivisionError("leg pain 7")

    with monkeypatch.context() as broken:
        broken.setattr(due, "reminder_email", fail)
        assert send(session, settings, SIX, None) == 0
    assert send(session, settings, SIX + HOUR / 3, None) == 0
    assert send(session, settings, SIX + HOUR, None) == 1
    assert send(session, settings, SIX + 2 * HOUR, None) == 0
    assert [status for _, status, _ in runs(session, KIND)] == ["done"]


def test_who_is_due_is_asked_in_two_statements(
    session: Session, settings: Settings, care: Care
) -> None:
    for number in range(20):
        client, _ = make_client(session, care.therapist, name=f"Client {number}")
        client.reminder = WISH
    session.commit()
    with statements(session) as sent:
        send(session, settings, SIX - HOUR, None)
    assert len(sent) == 2


def test_one_that_is_late_at_night_is_left_out(
    session: Session, settings: Settings, care: Care
) -> None:
    night = SIX + 5 * HOUR + 59 * MINUTE
    assert send(session, settings, night, None) == 0
    assert runs(session, KIND) == [("2026-03-02T18:00", "skipped", "not sent while it was new")]
    assert send(session, settings, SIX + DAY, None) == 1


def test_one_that_is_wanted_at_night_comes_at_night(
    session: Session, settings: Settings, care: Care
) -> None:
    wish(session, care, times=["23:00"])
    assert send(session, settings, SIX + 5 * HOUR + MINUTE, None) == 1
