"""The health page: for whoever watches the server."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from homecare import clock
from homecare.clockwork.models import Heartbeat
from homecare.clockwork.stops import WORK_ENDED, Sign, beat
from homecare.jobs import health
from homecare.mail.message import Email
from homecare.mail.outbox import queue

LONG_AGO = timedelta(minutes=6)


@pytest.fixture
def old_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """The web process has been up for longer than the clock may be silent."""
    monkeypatch.setattr(health, "STARTED", clock.machine_time() - LONG_AGO)


def ticked(session: Session, ago: timedelta) -> None:
    at = clock.machine_time() - ago
    beat(session, "clock", Sign(at, at, "a"))
    session.commit()


def test_it_is_well_while_the_clock_ticks(
    old_server: None, session: Session, browser_client: FlaskClient
) -> None:
    ticked(session, timedelta(minutes=1))
    answer = browser_client.get("/healthz")
    assert (answer.status_code, answer.json["status"]) == (200, "ok")


@pytest.mark.usefixtures("app", "old_server")
def test_it_fails_when_the_clock_was_never_heard(browser_client: FlaskClient) -> None:
    answer = browser_client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json["problems"] == ["the clock has not ticked for 5 minutes"]


def test_it_fails_when_the_clock_stopped(
    old_server: None, session: Session, browser_client: FlaskClient
) -> None:
    ticked(session, LONG_AGO)
    assert browser_client.get("/healthz").status_code == 503


def test_a_server_that_has_just_started_waits_for_its_clock(
    monkeypatch: pytest.MonkeyPatch, session: Session, browser_client: FlaskClient
) -> None:
    monkeypatch.setattr(health, "STARTED", clock.machine_time())
    ticked(session, timedelta(days=30))
    assert browser_client.get("/healthz").status_code == 200


def test_a_night_of_an_hour_is_none_that_hangs(
    old_server: None,
    session: Session,
    browser_client: FlaskClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(health, "STARTED", clock.machine_time() - timedelta(days=2))
    for hours, problems in ((1, []), (7, ["the clock has been at one piece of work for 6 hours"])):
        ticked(session, timedelta())
        session.merge(Heartbeat(name=WORK_ENDED, at=clock.machine_time() - timedelta(hours=hours)))
        session.commit()
        assert browser_client.get("/healthz").json["problems"] == problems


def test_it_fails_when_mail_does_not_leave(session: Session, browser_client: FlaskClient) -> None:
    mail = Email("test", "amy@clients.example", "Your week", "Hello")
    queue(session, mail, clock.now() - timedelta(minutes=31))
    ticked(session, timedelta())
    answer = browser_client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json["problems"] == ["mail has waited for 30 minutes"]


def test_it_names_nobody(session: Session, browser_client: FlaskClient, app: Flask) -> None:
    queue(session, Email("test", "amy@clients.example", "Your week", "Hello"), clock.now())
    ticked(session, timedelta())
    assert b"amy" not in browser_client.get("/healthz").data
