"""No due-check reads more because the practice is old: its work is counted, not timed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from config import Settings
from homecare.accounts.sign_in.tries import was_sent_lately
from homecare.assessment.models import Verdict
from homecare.clients.models import Client, Episode
from homecare.clockwork.models import Run, ServerStop
from homecare.clockwork.stops import wait_for_phones
from homecare.database import new_id
from homecare.diary.models import DiaryDay
from homecare.jobs import mail, nightly
from homecare.jobs.nightly import subject_of
from homecare.mail.models import OutboxMail
from homecare.mail.outbox import waiting_since
from homecare.mail.undelivered import count_undelivered
from homecare.reports import weekly
from homecare.reports.check_ins import due as check_ins
from homecare.reports.reminders import due as reminders
from homecare.reports.reminders.email import EVERY_DAY, Wish, settings_of
from tests.make.diary import DAY, Care, make_care, statements

TODAY = datetime(2027, 3, 1, tzinfo=UTC).date()  # a Monday
YEAR, YOUNG = 364, 70
SLACK = 50
"""Steps that a row or two more may take; reading 42 weeks more takes a thousand."""
HOUR = timedelta(hours=1)


def history(session: Session, care: Care, first: int, last: int) -> None:
    """What days before today leave behind: reports, nights, stops, reminders, weekly mails, links
    for a new password, and on every third day somebody who was discharged."""
    rows = Rows(care)
    for back in range(first, last):
        rows.of_day(TODAY - back * DAY)
        if back % 3 == 0:
            rows.discharged(TODAY - back * DAY, back)
    for table, some in rows.of.items():
        session.execute(insert(table), some)
    session.commit()


class Rows:
    """Rows as they are written in the course of time, by their table."""

    def __init__(self, care: Care) -> None:
        self.care = care
        self.practice = {"practice_id": care.practice.id}
        self.me = {**self.practice, "client_id": care.client.id}
        tables: tuple[Any, ...] = (DiaryDay, Run, ServerStop, OutboxMail, Client, Episode, Verdict)
        self.of: dict[Any, list[dict[str, Any]]] = {table: [] for table in tables}

    def of_day(self, day: date) -> None:
        at = datetime.combine(day, time(18), UTC)
        self.of[DiaryDay].append({**self.me, "episode_id": self.care.episode.id, "on": day,
                                  "logged": True, "closed": True})  # fmt: skip
        self.of[ServerStop].append(
            {"id": new_id(), "began": at + 2 * HOUR, "ended": at + 14 * HOUR}
        )
        self.run("assess", subject_of(self.care.practice.id, self.care.episode.zone), str(day), at)
        self.mail("reminder", f"{day}T18:00", at)
        self.mail("password_reset", str(day), at)
        if day.weekday() == 0:
            week = (day - timedelta(days=7)).isocalendar()
            self.mail("weekly-progress", f"{week.year}-W{week.week:02d}", at)

    def mail(self, kind: str, period: str, at: datetime) -> None:
        self.run(kind, self.care.client.id.hex, period, at)
        self.of[OutboxMail].append(
            {"id": new_id(), **self.me, "kind": kind, "key": f"{kind}:{period}",
             "to_address": f"{at.date() if kind == 'password_reset' else 'client'}@clinic.example",
             "status": "sent", "queued_at": at, "not_before": at, "sent_at": at,
             "forgotten_at": at}
        )  # fmt: skip

    def run(self, kind: str, subject: str, period: str, at: datetime) -> None:
        self.of[Run].append({"id": new_id(), "kind": kind, "subject": subject, "period": period,
                             "status": "done", "claimed_at": at, "finished_at": at})  # fmt: skip

    def discharged(self, day: date, number: int) -> None:
        """Somebody whose reminders were on and who had gone quiet."""
        client_id, episode_id = new_id(), new_id()
        at = datetime.combine(day, time(12), UTC)
        self.of[Client].append(
            {**_row_of(self.care.client), "id": client_id, "name": f"Gone {number}",
             "email": None, "confirmed_email": None, "discharged_at": at}
        )  # fmt: skip
        of = {"client_id": client_id}
        self.of[Episode].append(
            {**_row_of(self.care.episode), **of, "id": episode_id, "closed_at": at}
        )
        self.of[Verdict].append(
            {**self.practice, **of, "id": new_id(), "episode_id": episode_id, "on": day,
             "state": "quiet", "proposes": "check_in", "reasons": [], "figures": {},
             "rule_version": "3", "judged_at": at, "state_since": day}
        )  # fmt: skip


def _row_of(model: Any) -> dict[str, Any]:
    return {column.key: getattr(model, column.key) for column in model.__mapper__.column_attrs}


@contextmanager
def work(session: Session) -> Iterator[list[int]]:
    """How many steps SQLite's machine takes meanwhile; PostgreSQL tells none.

    Each step is counted, as SQLite counts on from a statement's last run: of every hundred
    there would be one more or less by chance.
    """
    steps = [0]

    def count() -> int:
        steps[0] += 1
        return 0

    connection = session.connection().connection.driver_connection
    if session.get_bind().dialect.name == "sqlite":
        connection.set_progress_handler(count, 1)  # type: ignore[union-attr]
    try:
        yield steps
    finally:
        if session.get_bind().dialect.name == "sqlite":
            connection.set_progress_handler(None, 1)  # type: ignore[union-attr]


def checks(session: Session, settings: Settings) -> dict[str, Callable[[], object]]:
    """Every due-check at a moment when nothing is due, and the look for a link sent lately."""
    now = datetime.combine(TODAY, time(17, 30), UTC)
    return {
        "nights": lambda: nightly.assess(session, settings, now, None),
        "weekly mails": lambda: weekly.send(session, settings, now, None),
        "reminders": lambda: reminders.send(session, settings, now, None),
        "check-ins": lambda: check_ins.send(session, settings, now, None),
        "mail": lambda: mail.send(session, settings, now, demonstration=False),
        "how long mail waits": lambda: waiting_since(session, now),
        "mail that did not arrive": lambda: count_undelivered(session, now),
        "a stop": lambda: wait_for_phones(session, now),
        "a link": lambda: was_sent_lately(session, "client@homecare.example", now),
    }


def looked(session: Session, settings: Settings) -> dict[str, tuple[int, int]]:
    """Statements and work of each check."""
    cost = {}
    for name, check in checks(session, settings).items():
        with statements(session) as sent, work(session) as steps:
            check()
        session.rollback()
        session.expire_all()
        cost[name] = len(sent), steps[0]
    return cost


def test_a_year_of_history_costs_a_tick_no_more_than_ten_weeks(
    session: Session, settings: Settings
) -> None:
    began = datetime.combine(TODAY - (YEAR + 1) * DAY, time(9), UTC)
    care = make_care(session, began, confirmed=True)
    wish = Wish((time(18),), EVERY_DAY, only_if_not_logged=True)
    care.client.reminder = settings_of(wish, on=True)
    session.commit()
    history(session, care, 0, YOUNG)
    for _ in range(3):  # what is new is written, sent and forgotten
        looked(session, settings)
    young = looked(session, settings)
    history(session, care, YOUNG, YEAR)
    for _ in range(3):
        looked(session, settings)
    for name, (sent, steps) in looked(session, settings).items():
        assert sent == young[name][0], name
        assert steps <= young[name][1] + SLACK, (name, young[name])
