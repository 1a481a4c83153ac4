"""The weekly mails leave once for each week, in the practice's own time, and only the newest."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from homecare.accounts.models import Membership
from homecare.clockwork import once_a_period
from homecare.clockwork.once_a_period import LATE
from homecare.extensions import db
from homecare.reports.weekly import is_due, send
from homecare.reports.weekly_progress import email as client_week
from tests.make.clients import make_client
from tests.make.diary import Care, statements
from tests.make.people import make_client_login, make_practice, make_therapist
from tests.make.reports import MAIL_TIME, mails, runs

CLIENTS, STAFF = "weekly-progress", "weekly-digest"
MINUTE = timedelta(minutes=1)
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)


def addresses(session: Session, kind: str) -> list[str]:
    return [mail.to_address for mail in mails(session, kind)]


def test_on_monday_at_seven_each_client_and_each_therapist_gets_one(
    session: Session, settings: Settings, care: Care
) -> None:
    assert send(session, settings, MAIL_TIME - HOUR / 60, None) == 0
    assert send(session, settings, MAIL_TIME, None) == 3
    assert addresses(session, CLIENTS) == ["client@homecare.example"]
    assert addresses(session, STAFF) == ["owner@homecare.example", "therapist@homecare.example"]
    assert runs(session, CLIENTS)[-1] == ("2026-W10", "done", "")


def test_three_runs_and_a_restart_send_one(
    session: Session, settings: Settings, care: Care
) -> None:
    for minute in range(3):
        send(session, settings, MAIL_TIME + timedelta(minutes=minute), None)
    with Session(db_engine(session)) as after_a_restart:
        send(after_a_restart, settings, MAIL_TIME + HOUR, None)
    assert len(mails(session, CLIENTS)) == 1
    assert len(mails(session, STAFF)) == 2


def db_engine(session: Session) -> object:
    return session.get_bind()


def test_by_hand_and_then_by_the_clock_is_once(
    session: Session, settings: Settings, care: Care
) -> None:
    sunday_night = MAIL_TIME - 10 * HOUR
    assert send(session, settings, sunday_night, date(2026, 3, 9)) == 3
    assert send(session, settings, MAIL_TIME, None) == 0
    assert send(session, settings, MAIL_TIME, date(2026, 3, 12)) == 0


def test_by_hand_lateness_does_not_matter(session: Session, settings: Settings, care: Care) -> None:
    assert send(session, settings, MAIL_TIME + 6 * DAY, date(2026, 3, 9)) == 3


def test_it_works_with_the_apps_own_session(app: object, settings: Settings, care: Care) -> None:
    with app.app_context():  # type: ignore[attr-defined]
        assert send(db.session, settings, MAIL_TIME, None) == 3


def writes_lately(session: Session, care: Care, day: date) -> None:
    """Mail does not rest: silence counts from a later day than the intake."""
    care.episode.mail_counts_from = day
    session.commit()


def test_after_a_stop_only_the_newest_week_is_sent(
    session: Session, settings: Settings, care: Care
) -> None:
    send(session, settings, MAIL_TIME, None)
    writes_lately(session, care, MAIL_TIME.date() + 2 * WEEK)
    send(session, settings, MAIL_TIME + 3 * WEEK + DAY, None)
    missed = "not sent while it was new"
    assert runs(session, CLIENTS) == [
        ("2026-W10", "done", ""),
        ("2026-W11", "skipped", missed),
        ("2026-W12", "skipped", missed),
        ("2026-W13", "done", ""),
    ]
    assert len(mails(session, CLIENTS)) == 2


@pytest.mark.parametrize(("late", "sent"), [(3 * DAY, 1), (3 * DAY + HOUR / 60, 0)])
def test_three_days_late_is_the_latest(
    session: Session, settings: Settings, care: Care, late: timedelta, sent: int
) -> None:
    for minute in range(3):
        send(session, settings, MAIL_TIME + late + timedelta(minutes=minute), None)
    assert len(mails(session, CLIENTS)) == sent
    [(week, status, reason)] = runs(session, CLIENTS)
    assert week == "2026-W10"
    expected = ("done", "") if sent else ("skipped", "more than three days late")
    assert (status, reason) == expected


def test_whoever_does_not_want_it_does_not_get_it(
    session: Session, settings: Settings, care: Care
) -> None:
    care.client.weekly_email = False
    session.commit()
    send(session, settings, MAIL_TIME, None)
    assert not mails(session, CLIENTS)


def test_nobody_gets_it_before_their_intake_or_after_their_discharge(
    session: Session, settings: Settings, care: Care
) -> None:
    make_client(session, care.therapist, MAIL_TIME - DAY, name="Sunday", email="s@post.example",
                confirmed=True)  # fmt: skip
    make_client(session, care.therapist, MAIL_TIME, name="Monday", email="m@post.example",
                confirmed=True)  # fmt: skip
    care.client.discharged_at = care.episode.closed_at = MAIL_TIME - DAY
    session.commit()
    send(session, settings, MAIL_TIME, None)
    assert addresses(session, CLIENTS) == ["s@post.example"]


def test_a_therapist_who_joined_after_the_week_waits_for_the_next(
    session: Session, settings: Settings, care: Care
) -> None:
    new = make_therapist(session, care.practice, "new@homecare.example")
    place = session.scalars(select(Membership).where(Membership.person_id == new.person_id)).one()
    place.joined_at = MAIL_TIME - HOUR
    session.commit()
    send(session, settings, MAIL_TIME, None)
    assert "new@homecare.example" not in addresses(session, STAFF)


def test_without_an_address_the_reason_is_recorded_once(
    session: Session, settings: Settings, care: Care
) -> None:
    make_client(session, care.therapist, name="No Post", email=None)
    for _ in range(2):
        send(session, settings, MAIL_TIME, None)
    assert sorted(runs(session, CLIENTS)) == [
        ("2026-W10", "done", ""), ("2026-W10", "skipped", "no confirmed address")
    ]  # fmt: skip


def test_one_client_who_fails_does_not_stop_the_others(
    session: Session, settings: Settings, care: Care, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_client(session, care.therapist, name="Bad Luck", email="bad@post.example")
    write = client_week.weekly_client_email

    def fail_for_one(session: Session, settings: Settings, episode: object, week: date) -> object:
        if episode.client.name == "Bad Luck":  # type: ignore[attr-defined]
            raise ZeroDivisionError("leg pain 7")
        return write(session, settings, episode, week)  # type: ignore[arg-type]

    monkeypatch.setattr(client_week, "weekly_client_email", fail_for_one)
    assert send(session, settings, MAIL_TIME, None) == 3
    assert sorted(runs(session, CLIENTS)) == [
        ("2026-W10", "done", ""), ("2026-W10", "failed", "ZeroDivisionError")
    ]  # fmt: skip


def test_a_mail_that_could_not_be_written_is_written_again(
    session: Session, settings: Settings, care: Care, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every half hour for as long as it is due, and once: a fault may last a morning."""
    tries: list[int] = []

    def fail(*_args: object) -> object:
        tries.append(1)
        raise ZeroDivisionError("leg pain 7")

    with monkeypatch.context() as broken:
        broken.setattr(client_week, "weekly_client_email", fail)
        for minutes in (0, 1, 29, 31, 62):
            send(session, settings, MAIL_TIME + minutes * MINUTE, None)
    assert len(tries) == 3
    assert runs(session, CLIENTS) == [("2026-W10", "failed", "ZeroDivisionError")]
    assert mails(session, CLIENTS) == []
    for minutes in (64, 93, 94):
        send(session, settings, MAIL_TIME + minutes * MINUTE, None)
    assert runs(session, CLIENTS) == [("2026-W10", "done", "")]
    assert len(mails(session, CLIENTS)) == 1


def test_one_that_fails_until_it_is_too_late_is_left_out_once(
    session: Session, settings: Settings, care: Care, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object) -> object:
        raise ZeroDivisionError("leg pain 7")

    monkeypatch.setattr(client_week, "weekly_client_email", fail)
    for days in (0, 1, 4):
        send(session, settings, MAIL_TIME + timedelta(days=days), None)
    assert runs(session, CLIENTS) == [("2026-W10", "skipped", LATE)]
    assert not is_due(session, MAIL_TIME + timedelta(days=4, hours=1))


def test_each_practice_has_its_own_monday_morning(
    session: Session, settings: Settings, care: Care
) -> None:
    far, _ = make_practice(session, "Far", "owner@far.example", zone="Pacific/Auckland")
    therapist = make_therapist(session, far, "therapist@far.example")
    client, _ = make_client(session, therapist, name="Aroha", zone="Pacific/Auckland",
                            email="aroha@far.example")  # fmt: skip
    make_client_login(session, far, client.id, "aroha@far.example")
    auckland_seven = datetime(2026, 3, 8, 18, tzinfo=UTC)
    send(session, settings, auckland_seven - HOUR / 60, None)
    assert not mails(session, CLIENTS)
    send(session, settings, auckland_seven, None)
    assert addresses(session, CLIENTS) == ["aroha@far.example"]
    send(session, settings, MAIL_TIME, None)
    assert addresses(session, CLIENTS) == ["aroha@far.example", "client@homecare.example"]


@pytest.mark.parametrize("change", [date(2026, 3, 29), date(2026, 10, 25)])
def test_the_week_of_a_clock_change_is_sent_once_at_seven_local_time(
    session: Session, settings: Settings, care: Care, change: date
) -> None:
    writes_lately(session, care, change - DAY)
    start = datetime.combine(change, datetime.min.time(), UTC) - DAY
    for half_hour in range(4 * 48):
        send(session, settings, start + half_hour * HOUR / 2, None)
    sent = mails(session, CLIENTS)[-1].queued_at
    assert sent == datetime.combine(change + DAY, datetime.min.time(), UTC) + HOUR * (
        6 if change.month == 3 else 7
    )
    weeks = [mail.key for mail in mails(session, CLIENTS)]
    assert len(weeks) == len(set(weeks))


def test_a_long_morning_is_cut_into_ticks_and_nobody_is_left_out(
    session: Session, settings: Settings, care: Care, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(once_a_period, "AT_ONCE", 3)
    for number in range(3):
        make_client(session, care.therapist, name=f"Client {number}", email="c@post.example",
                    confirmed=True)  # fmt: skip
    sent = [send(session, settings, MAIL_TIME + minute * HOUR / 60, None) for minute in range(4)]
    assert sent == [3, 3, 0, 0]


def test_who_is_due_is_asked_in_as_many_statements_for_one_client_as_for_forty(
    session: Session, settings: Settings, care: Care
) -> None:
    counts = []
    for more in (0, 39):
        for number in range(more):
            make_client(session, care.therapist, name=f"Client {number}", email=None)
        send(session, settings, MAIL_TIME, None)
        with statements(session) as sent:
            send(session, settings, MAIL_TIME + HOUR, None)
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 4
