"""A night that takes long holds up neither mail nor the sign of life."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from homecare.clockwork.models import Heartbeat
from homecare.jobs import clock_process
from homecare.jobs.table import JOBS
from homecare.mail.jobs import Sender, send_mail
from homecare.mail.message import Email
from homecare.mail.models import OutboxMail
from homecare.mail.outbox import queue
from homecare.mail.transports import Files
from tests.make.people import NOW
from tests.running import wait_until

SENDER = Sender("no-reply@homecare.example")


@pytest.fixture
def long_night(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[threading.Event, threading.Event]]:
    """A night that lasts until it is told to end: set once it has begun, to be set to end it."""
    begun, over = threading.Event(), threading.Event()

    def assess(_work: object) -> int:
        begun.set()
        over.wait(60)
        return 0

    monkeypatch.setitem(JOBS, "assess", assess)
    settings: Settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(settings, tick_seconds=0.1)
    yield begun, over
    over.set()
    app.config["SETTINGS"] = settings


def beat_at(session: Session) -> object:
    session.rollback()
    return session.scalar(select(Heartbeat.at).where(Heartbeat.name == "clock"))


def status(session: Session, mail: OutboxMail) -> str:
    session.rollback()
    return session.scalars(select(OutboxMail.status).where(OutboxMail.id == mail.id)).one()


def made(
    session: Session, address: str, bulk: bool, ago: timedelta = timedelta(), link: bool = False
) -> OutboxMail:
    mail = Email("test", address, "Hello", "Hello", bulk=bulk, has_secret=link)
    row = queue(session, mail, NOW - ago)
    session.commit()
    assert row is not None
    return row


def test_mail_leaves_and_the_clock_is_alive_while_a_night_goes_on(
    app: Flask, session: Session, long_night: tuple[threading.Event, threading.Event]
) -> None:
    begun, over = long_night
    with clock_process.at_work(app, threading.Event()):
        try:
            assert begun.wait(60)
            urgent = made(session, "amy@clients.example", bulk=False)
            weekly = made(session, "ben@clients.example", bulk=True)
            before = beat_at(session)
            wait_until(lambda: status(session, urgent) == "sent")
            wait_until(lambda: status(session, weekly) == "sent")
            wait_until(lambda: beat_at(session) != before)
            assert session.get(Heartbeat, "clock work") is None, "the night has not ended"
        finally:
            over.set()
    session.rollback()
    assert session.get(Heartbeat, "clock work") is not None


def test_what_somebody_waits_for_leaves_before_all_that_comes_by_itself(
    session: Session, settings: Settings
) -> None:
    weekly = [made(session, f"{n}@clients.example", True, timedelta(hours=1)) for n in range(3)]
    urgent = made(session, "amy@clients.example", bulk=False)
    order: list[str] = []

    class Post(Files):
        def deliver(self, message: EmailMessage, recipient: str) -> None:
            order.append(recipient)

    send_mail(session, Post(settings.mail_folder), SENDER, NOW, bulk=False)
    assert order == ["amy@clients.example"]
    assert (status(session, urgent), status(session, weekly[0])) == ("sent", "queued")
    later = made(session, "cyd@clients.example", bulk=False)
    send_mail(session, Post(settings.mail_folder), SENDER, NOW)
    assert order[1:] == ["cyd@clients.example", *(row.to_address for row in weekly)]
    assert status(session, later) == "sent"


def test_a_link_that_somebody_asks_for_overtakes_the_flags_of_a_night(
    session: Session, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("homecare.mail.jobs.LOOKED_UP", 2)
    for number in range(6):
        made(session, f"flag-{number}@clients.example", False, timedelta(minutes=5))
    check_in = made(session, "check-in@clients.example", True, timedelta(minutes=9), link=True)
    made(session, "first@clients.example", False, link=True)
    order: list[str] = []

    class Post(Files):
        def deliver(self, message: EmailMessage, recipient: str) -> None:
            order.append(recipient.partition("@")[0])
            if len(order) == 2:  # asked for while a round is under way
                made(session, "second@clients.example", False, link=True)

    send_mail(session, Post(settings.mail_folder), SENDER, NOW, bulk=False)
    flags = [f"flag-{number}" for number in range(6)]
    assert order == ["first", flags[0], "second", *flags[1:]]
    assert status(session, check_in) == "queued", "it comes by itself, whatever link is in it"


def test_one_round_of_mail_is_followed_by_the_next_until_nothing_waits(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("homecare.mail.jobs.AT_ONCE", 2)
    monkeypatch.setattr(clock_process, "FULL_ROUND", 2)
    for number in range(5):
        made(session, f"{number}@clients.example", bulk=True)
    [mail] = [one for one in clock_process.lines(app, threading.Event()) if one.name == "mail"]
    mail.round()
    session.rollback()
    assert session.scalars(select(OutboxMail.status)).all() == 5 * ["sent"]
