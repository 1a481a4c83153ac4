"""No due-check reads more because the practice is old: its work is counted, not timed."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import insert
from sqlalchemy.orm import Session

from config import Settings
from homecare.clockwork.models import Run
from homecare.database import new_id
from homecare.diary.models import DiaryDay
from homecare.jobs import mail
from homecare.mail.models import OutboxMail
from homecare.reports import weekly
from homecare.reports.check_ins import due as check_ins
from homecare.reports.reminders import due as reminders
from homecare.reports.reminders.email import EVERY_DAY, Wish, settings_of
from tests.make.diary import DAY, Care, make_care, statements

TODAY = datetime(2027, 3, 1, tzinfo=UTC).date()  # a Monday
YEAR, WEEK = 364, 7


def history(session: Session, care: Care, first: int, last: int) -> None:
    """What days before today leave behind: reports, reminders with their mail, weekly mails."""
    of = {"practice_id": care.practice.id, "client_id": care.client.id}
    days, runs, mails = [], [], []
    for back in range(first, last):
        day = TODAY - back * DAY
        at = datetime.combine(day, time(18), UTC)
        days.append({**of, "episode_id": care.episode.id, "on": day, "logged": True,
                     "closed": True})  # fmt: skip
        periods = [("reminder", f"{day}T18:00")]
        if day.weekday() == 0:
            week = (day - timedelta(days=7)).isocalendar()
            periods.append(("weekly-progress", f"{week.year}-W{week.week:02d}"))
        for kind, period in periods:
            runs.append({"id": new_id(), "kind": kind, "subject": care.client.id.hex,
                         "period": period, "status": "done", "claimed_at": at,
                         "finished_at": at})  # fmt: skip
            mails.append({"id": new_id(), **of, "kind": kind, "key": f"{kind}:{period}",
                          "to_address": "client@homecare.example", "status": "sent",
                          "queued_at": at, "not_before": at, "sent_at": at,
                          "forgotten_at": at})  # fmt: skip
    for table, rows in ((DiaryDay, days), (Run, runs), (OutboxMail, mails)):
        session.execute(insert(table), rows)
    session.commit()


@contextmanager
def work(session: Session) -> Iterator[list[int]]:
    """How many steps SQLite's machine takes meanwhile, by hundreds; PostgreSQL tells none."""
    steps = [0]

    def count() -> int:
        steps[0] += 1
        return 0

    connection = session.connection().connection.driver_connection
    if session.get_bind().dialect.name == "sqlite":
        connection.set_progress_handler(count, 100)  # type: ignore[union-attr]
    try:
        yield steps
    finally:
        if session.get_bind().dialect.name == "sqlite":
            connection.set_progress_handler(None, 100)  # type: ignore[union-attr]


def looked(session: Session, settings: Settings) -> tuple[int, int]:
    """Statements and work of every due-check at a moment when nothing is due."""
    now = datetime.combine(TODAY, time(17, 30), UTC)
    with statements(session) as sent, work(session) as steps:
        weekly.send(session, settings, now, None)
        reminders.send(session, settings, now, None)
        check_ins.send(session, settings, now, None)
        mail.send(session, settings, now, demonstration=False)
    session.rollback()
    return len(sent), steps[0]


def test_a_year_of_history_costs_a_tick_no_more_than_a_week(
    session: Session, settings: Settings
) -> None:
    began = datetime.combine(TODAY - (YEAR + 7) * DAY, time(9), UTC)
    care = make_care(session, began, confirmed=True)
    wish = Wish((time(18),), EVERY_DAY, only_if_not_logged=True)
    care.client.reminder = settings_of(wish, on=True)
    session.commit()
    history(session, care, 1, WEEK)
    for _ in range(3):  # what is new is written, sent and forgotten
        looked(session, settings)
    young = looked(session, settings)
    history(session, care, WEEK, YEAR)
    for _ in range(3):
        looked(session, settings)
    old = looked(session, settings)
    assert old[0] == young[0]
    assert old[1] <= young[1] + 2, (young, old)
