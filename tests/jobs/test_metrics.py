"""Figures for whoever watches several servers, and whether one may be sent visitors."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_network

import pytest
from flask import Flask
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text
from sqlalchemy.orm import Session

from homecare.clockwork.runs import claim, finish
from homecare.clockwork.stops import Sign, beat
from homecare.jobs.metrics import count_requests
from homecare.mail.message import Email
from homecare.mail.outbox import queue
from tests.make.diary import make_care
from tests.make.people import NOW, signed_in

HERE = (ip_network("127.0.0.0/8"),)


@pytest.fixture
def watched(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The app as it starts where somebody on this machine may read the figures."""
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], metrics_for=HERE))
    hooks = app.before_request_funcs[None], app.after_request_funcs[None]
    before = [list(each) for each in hooks]
    monkeypatch.setattr(app, "_got_first_request", False)  # Flask takes no more hooks after that
    count_requests(app)
    yield app
    for each, once in zip(hooks, before, strict=True):
        each[:] = once
    del app.extensions["metrics"]


def figures(browser: FlaskClient) -> dict[str, float]:
    """Each sample by its name and labels."""
    answer = browser.get("/metrics")
    assert answer.status_code == 200
    return {
        " ".join([sample.name, *sample.labels.values()]): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_nobody_reads_figures_where_no_setting_says_who_may(browser_client: FlaskClient) -> None:
    assert browser_client.get("/metrics").status_code == 404


def test_whoever_is_named_reads_them_and_nobody_else(watched: Flask) -> None:
    browser = watched.test_client()
    assert browser.get("/metrics").status_code == 200
    elsewhere = {"REMOTE_ADDR": "203.0.113.7"}
    assert browser.get("/metrics", environ_base=elsewhere).status_code == 404
    for name in ("X-Forwarded-For", "Forwarded"):  # by a proxy that is not set: from anywhere
        assert browser.get("/metrics", headers={name: "127.0.0.1"}).status_code == 404


def test_requests_are_counted_by_what_answered_them_and_name_nobody(
    watched: Flask, session: Session
) -> None:
    care = make_care(session)
    therapist = signed_in(watched, "therapist@homecare.example")
    before = figures(therapist).get("homecare_requests_total desk.client 200", 0)
    therapist.get(f"/clients/{care.client.id}")
    after = figures(therapist)
    assert after["homecare_requests_total desk.client 200"] == before + 1
    assert after["homecare_request_seconds_count"] >= 2
    whole = therapist.get("/metrics").text
    assert str(care.client.id) not in whole
    assert care.client.name not in whole


def test_mail_jobs_and_the_clock_are_told_as_they_stand(watched: Flask, session: Session) -> None:
    beat(session, "clock", Sign(NOW, NOW, "a"))
    queue(session, Email(kind="reminder", to_address="a@homecare.example", subject="a", text="a"),
          NOW - timedelta(minutes=9))  # fmt: skip
    run = claim(session, "assess", "a", "2026-11-02", NOW)
    assert run is not None
    finish(session, run, NOW)
    session.commit()
    told = figures(watched.test_client())
    assert told["homecare_mail_waiting reminder queued"] == 1
    assert told["homecare_mail_oldest_waiting_seconds"] > 0
    assert told["homecare_mail_waiting_seconds reminder queued"] >= 9 * 60
    assert told["homecare_clock_last_tick_timestamp_seconds"] == NOW.timestamp()


def test_mail_that_a_receiver_puts_off_is_told_apart(watched: Flask, session: Session) -> None:
    row = queue(session, Email(kind="invitation", to_address="a@homecare.example", subject="a",
                               text="a"), NOW - timedelta(minutes=40))  # fmt: skip
    assert row is not None
    row.attempts, row.error = 3, "receiver SMTP 452 4.2.2"
    session.commit()
    told = figures(watched.test_client())
    assert told["homecare_mail_waiting invitation put off"] == 1
    assert told["homecare_mail_waiting_seconds invitation put off"] >= 40 * 60
    assert "homecare_mail_waiting invitation queued" not in told
    assert (told["homecare_mail_put_off"], told["homecare_mail_oldest_waiting_seconds"]) == (1, 0)


@pytest.fixture
def stand_at(session: Session) -> Iterator[Callable[[str], None]]:
    """Lets the database say that it is of that revision; afterwards it says what it said."""
    newest = session.scalars(text("SELECT version_num FROM alembic_version")).one()

    def stand(revision: str) -> None:
        session.execute(text("UPDATE alembic_version SET version_num = :at"), {"at": revision})
        session.commit()

    yield stand
    session.rollback()
    stand(newest)


def test_a_server_is_ready_once_its_database_is_of_this_release(
    stand_at: Callable[[str], None], browser_client: FlaskClient
) -> None:
    answer = browser_client.get("/readyz")
    assert (answer.status_code, answer.json["status"]) == (200, "ready")  # type: ignore[index]
    stand_at("0001")
    answer = browser_client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json["problem"] == "the database is not migrated yet"  # type: ignore[index]


def test_a_server_goes_on_when_a_newer_release_has_migrated(
    stand_at: Callable[[str], None], browser_client: FlaskClient
) -> None:
    """Until it is replaced itself: were it not ready, nobody would be during an upgrade."""
    stand_at("9999")
    assert browser_client.get("/readyz").status_code == 200
