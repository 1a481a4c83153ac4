"""A database that is busy is asked again later: nothing that was due is failed, lost or doubled."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from config import Settings
from homecare.assessment.models import Verdict
from homecare.busy import in_turn, is_busy, is_the_databases
from homecare.clockwork.models import Heartbeat, Run
from homecare.clockwork.stops import Sign, beat
from homecare.database import transaction, turn_writer
from homecare.flags.models import Flag
from homecare.jobs import clock_process, nightly
from homecare.jobs.table import JOBS
from homecare.mail.jobs import Sender, send_mail
from homecare.mail.models import OutboxMail
from homecare.mail.transports import Files, NotNowError, RefusedError, UncertainError
from homecare.reports import weekly
from homecare.reports.check_ins import due as check_ins
from homecare.reports.reminders import due as reminders
from homecare.reports.weekly_progress import email as client_week
from tests.make.busy import Somebody, somebody
from tests.make.diary import DAY, Care, make_care
from tests.make.flags import at, on, rate, told_to
from tests.make.people import NOW
from tests.make.reports import MAIL_TIME, mails, runs

MINUTE = timedelta(minutes=1)
SENDER = Sender("no-reply@homecare.example")


def begin_to_write(session: Session) -> None:
    with transaction(session) as inside:
        inside.add(Heartbeat(name="test", at=NOW))


def turn_after_reading(session: Session) -> None:
    session.scalars(select(Heartbeat)).all()
    turn_writer(session)
    session.add(Heartbeat(name="test", at=NOW))
    session.commit()


@pytest.mark.parametrize("write", [begin_to_write, turn_after_reading])
def test_a_lock_is_an_error_that_every_handler_knows(
    session: Session, write: Callable[[Session], None]
) -> None:
    with somebody(session) as other:
        other.take()
        with pytest.raises(OperationalError) as refused:
            write(session)
        session.rollback()
        assert is_busy(refused.value)
        assert is_the_databases(refused.value)
        other.let_go()
        write(session)
    assert session.get(Heartbeat, "test")


@pytest.mark.parametrize("statement", ["SELECT 1 FROM no_such_table", "INSERT INTO heartbeat"])
def test_a_fault_of_our_own_is_not_mistaken_for_a_busy_database(
    session: Session, statement: str
) -> None:
    with pytest.raises(DBAPIError) as refused:
        session.connection().exec_driver_sql(statement)
    assert not is_busy(refused.value)
    assert is_the_databases(refused.value)
    assert not is_the_databases(ZeroDivisionError())


Send = Callable[[Session, Settings], int]


def weekly_mails(session: Session, settings: Settings) -> int:
    return weekly.send(session, settings, MAIL_TIME, None)


def reminder(session: Session, settings: Settings) -> int:
    return reminders.send(session, settings, NOW.replace(hour=20), None)


def check_in(session: Session, settings: Settings) -> int:
    return check_ins.send(session, settings, at(15).replace(hour=12), None)


def want_a_reminder(session: Session, settings: Settings, care: Care) -> None:
    care.client.reminder = {"on": True, "times": ["18:00"], "days": 127, "always": True}
    session.commit()


def go_quiet(session: Session, settings: Settings, care: Care) -> None:
    rate(session, care, 6, 3, [1, 7])
    session.commit()
    session.expunge_all()
    nightly.assess(session, settings, at(15), on(15))


def do_nothing(session: Session, settings: Settings, care: Care) -> None:
    """Everybody gets the weekly mails."""


@pytest.mark.parametrize(
    ("before", "send", "due"),
    [(do_nothing, weekly_mails, 3), (want_a_reminder, reminder, 1), (go_quiet, check_in, 1)],
)
def test_no_mail_is_given_up_because_the_database_was_busy(
    session: Session,
    settings: Settings,
    care: Care,
    before: Callable[[Session, Settings, Care], None],
    send: Send,
    due: int,
) -> None:
    before(session, settings, care)
    known = set(session.scalars(select(Run.id)))
    with somebody(session) as other:
        other.take()
        with pytest.raises(OperationalError):
            send(session, settings)
        session.rollback()
        assert set(session.scalars(select(Run.id))) == known
        other.let_go()
        assert send(session, settings) == due
        assert send(session, settings) == 0
    new = session.scalars(select(Run).where(Run.id.not_in(known))).all()
    assert [run.status for run in new] == ["done"] * due


def test_a_lock_half_way_leaves_the_rest_due(
    session: Session, settings: Settings, care: Care, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = client_week.weekly_client_email
    with somebody(session) as other:

        def then_somebody_writes(*args: Any) -> Any:
            written = write(*args)
            session.commit()
            other.take()
            return written

        with monkeypatch.context() as meanwhile:
            meanwhile.setattr(client_week, "weekly_client_email", then_somebody_writes)
            with pytest.raises(OperationalError):
                weekly_mails(session, settings)
        other.let_go()
        assert runs(session, "weekly-progress") == []
        assert len(mails(session, "weekly-digest")) == 2
        assert weekly_mails(session, settings) == 1
    assert runs(session, "weekly-progress") == [("2026-W10", "done", "")]


def test_a_fault_of_the_database_is_no_fault_of_the_mail(
    session: Session, settings: Settings, care: Care, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Full, damaged, not migrated: the mail stays due, and the next one is tried."""
    with monkeypatch.context() as broken:
        broken.setattr(
            client_week,
            "weekly_client_email",
            lambda session, *_: session.connection().exec_driver_sql("SELECT 1 FROM nowhere"),
        )
        assert weekly_mails(session, settings) == 2
    assert runs(session, "weekly-progress") == []
    assert weekly_mails(session, settings) == 1


def test_a_night_on_a_busy_database_is_made_up_for(
    session: Session, settings: Settings, care: Care
) -> None:
    rate(session, care, 9, 9, range(1, 5))
    session.commit()
    with somebody(session) as other:
        other.take()
        with pytest.raises(OperationalError):  # nobody reads of a night that is done
            nightly.assess(session, settings, at(5), on(5))
        assert session.scalars(select(Verdict)).all() == []
        other.let_go()
        assert nightly.assess(session, settings, at(5) + MINUTE, on(5)) == 1
    assert session.scalars(select(Flag.kind)).all() == ["worsening"]
    assert told_to(session) == ["owner@homecare.example", "therapist@homecare.example"]
    assert [row[1] for row in runs(session, "assess")] == ["done"]


class Postbox:
    """Takes mails, or answers with an error; the database is somebody else's meanwhile."""

    to_file = False

    def __init__(self, other: Somebody, answer: Exception | None = None) -> None:
        self.other, self.answer = other, answer
        self.received: list[str] = []

    def deliver(self, message: EmailMessage, recipient: str) -> None:
        self.received.append(recipient)
        self.other.take()
        if self.answer:
            raise self.answer

    def close(self) -> None:
        """Nothing is kept open."""


def status(session: Session, row: OutboxMail) -> str:
    session.rollback()
    session.expire_all()
    return session.get_one(OutboxMail, row.id).status


@pytest.fixture
def mail(session: Session, settings: Settings, care: Care) -> OutboxMail:
    """The only mail in the outbox."""
    weekly_mails(session, settings)
    first, *others = session.scalars(select(OutboxMail)).all()
    for other in others:
        other.status = "sent"
    session.commit()
    return first


def test_a_mail_waits_while_it_cannot_be_claimed(
    session: Session, mail: OutboxMail, tmp_path: Path
) -> None:
    with somebody(session) as other:
        other.take()
        with pytest.raises(OperationalError):
            send_mail(session, Files(tmp_path), SENDER, MAIL_TIME)
        assert status(session, mail) == "queued"
        assert list(tmp_path.iterdir()) == []
        other.let_go()
        send_mail(session, Files(tmp_path), SENDER, MAIL_TIME + MINUTE)
    assert status(session, mail) == "sent"
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize(
    ("answer", "becomes"),
    [(None, "sent"), (NotNowError("SMTP 450"), "queued"), (RefusedError("SMTP 550"), "failed"),
     (UncertainError("gone"), "uncertain")],
)  # fmt: skip
def test_what_the_server_answered_is_known_when_the_database_was_busy_after_it(
    session: Session, mail: OutboxMail, answer: Exception | None, becomes: str
) -> None:
    """However long it was busy: the mail is neither sent again nor called uncertain."""
    with somebody(session) as other:
        box = Postbox(other, answer)
        with pytest.raises(OperationalError):
            send_mail(session, box, SENDER, MAIL_TIME)
        with pytest.raises(OperationalError):
            send_mail(session, box, SENDER, MAIL_TIME + MINUTE)
        other.let_go()
        send_mail(session, box, SENDER, MAIL_TIME + 20 * MINUTE)
        assert status(session, mail) == becomes
        send_mail(session, box, SENDER, MAIL_TIME + 21 * MINUTE)
    assert len(box.received) == 1


def test_the_clock_ticks_on_while_the_database_is_busy(app: Flask, session: Session) -> None:
    make_care(session, datetime.now(UTC) - 2 * DAY)  # few nights to make up for, on any day
    with somebody(session) as other:
        other.take()
        assert set(clock_process.tick(app)) <= {*JOBS} - {"send-mail"}
        other.let_go()
        assert set(clock_process.tick(app)) == set(JOBS)
    session.rollback()
    assert session.get(Heartbeat, "clock")
    assert "failed" not in session.scalars(select(Run.status)).all()


def test_a_write_that_is_refused_once_is_tried_again(session: Session) -> None:
    """A lock that goes away between two tries costs nobody a minute."""
    connections = []
    with somebody(session) as other:
        other.take()

        def let_go_before_the_second(*of: Any) -> None:
            connections.append(of)
            if len(connections) == 2:
                other.let_go()

        event.listen(session.get_bind(), "checkout", let_go_before_the_second)
        try:
            in_turn(session, lambda inside: beat(inside, "test", Sign(NOW, NOW, "a")))
        finally:
            event.remove(session.get_bind(), "checkout", let_go_before_the_second)
    assert session.get(Heartbeat, "test")
