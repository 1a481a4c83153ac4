"""A disk that is full, or only to be read: what was typed is kept, and it is said before."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import uuid6
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import expect
from sqlalchemy import event
from sqlalchemy.orm import Session

from homecare import clock
from homecare.clockwork import behind
from homecare.clockwork.stops import CLOCK, Sign, beat
from homecare.desk.practice import server
from homecare.extensions import db
from homecare.jobs import health
from homecare.serving import disk
from tests.desk.browsing import of, send
from tests.make.diary import Care
from tests.make.people import signed_in
from tests.make.sync import Phone, entries_stored, entry
from tests.phone.conftest import OpenPhone, house, phone
from tests.phone.session.test_two_records import BRIDGE

__all__ = ["house", "phone"]  # fixtures of the phone's own tests
ONLY_TO_READ, FULL = "only to read", "full"
STATEMENTS = {
    ("sqlite", ONLY_TO_READ): ("PRAGMA query_only=ON",),
    ("sqlite", FULL): ("PRAGMA max_page_count=1",),
    ("postgresql", ONLY_TO_READ): ("SET default_transaction_read_only = on",),
    # No session can fill a server's disk: it is refused in the other way.
    ("postgresql", FULL): ("SET default_transaction_read_only = on",),
}


@contextmanager
def no_room(app: Flask, how: str = ONLY_TO_READ) -> Iterator[None]:
    """No connection that is opened now can write, or take a page more."""
    with app.app_context():
        engine = db.engine
    statements = STATEMENTS[engine.dialect.name, how]

    def shut(connection: Any, _record: Any) -> None:
        for statement in statements:
            connection.execute(statement)
        if engine.dialect.name == "postgresql":
            connection.commit()

    if engine.dialect.name == "sqlite":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.connection.driver_connection.execute("VACUUM")  # no page is free in it
    engine.dispose()
    event.listen(engine, "connect", shut)
    try:
        yield
    finally:
        event.remove(engine, "connect", shut)
        engine.dispose()


@pytest.mark.parametrize("how", [ONLY_TO_READ, FULL])
@pytest.mark.usefixtures("clock")
def test_a_phone_keeps_what_it_can_not_send_and_sends_it_later(
    app: Flask, session: Session, care: Care, how: str
) -> None:
    sender = Phone.of(app, care.client.id)
    many = [entry("note", {"text": "x" * 990}, seq=number) for number in range(1, 41)]
    token = sender.token()
    session.rollback()
    with no_room(app, how):
        refused = sender.post(sender.batch(*many), token=token)
        assert refused.status_code == 507
        assert "no room to store it" in refused.json["error"]
        assert sender.browser.get("/today").status_code == 200
        assert app.test_client().get("/red-flags").status_code == 200
    assert entries_stored(session) == 0
    session.rollback()
    assert set(sender.statuses(*many)) == {"stored"}


@pytest.mark.usefixtures("clock")
def test_a_form_is_handed_back_with_what_was_typed(
    app: Flask, care: Care, therapist: FlaskClient
) -> None:
    page, note = of(care.client.id, "/visits"), "Gluteals, 40 minutes"
    with no_room(app):
        answer = send(therapist, page, of(care.client.id), on="2026-03-02", note=note)
    assert answer.status_code == 507
    assert "Nothing can be stored just now" in answer.text
    assert note in answer.text
    assert "once there is room press the button" in answer.text
    assert 'href="tel:999"' in answer.text, "the practice is known, so are its numbers"
    assert send(therapist, page, of(care.client.id), on="2026-03-02", note=note).status_code == 302


@pytest.mark.browser
@pytest.mark.any_database
def test_a_tap_is_kept_on_the_phone_until_there_is_room(
    app: Flask, session: Session, in_care: Care, phone: OpenPhone
) -> None:
    page = phone()
    with no_room(app):
        page.get_by_role("button", name=BRIDGE).click()
        expect(page.locator("#outbox")).to_contain_text("can’t take it just now")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator(".exercise.is-reported")).to_contain_text("Sent")
    assert entries_stored(session) == 1


def test_health_tells_of_little_room_before_there_is_none(
    browser_client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = browser_client.get("/healthz")
    assert before.json["disk_free_megabytes"] > 0
    assert not [one for one in before.json["problems"] if "disk" in one]
    monkeypatch.setattr(disk, "LEAST", 1 << 60)
    answer = browser_client.get("/healthz")
    assert answer.status_code == 503
    assert [one for one in answer.json["problems"] if "MB are left on the disk of the data" in one]


def test_each_disk_is_named_by_what_is_on_it(tmp_path: Path) -> None:
    there = {"data": tmp_path, "backups": tmp_path / "not there now"}
    assert disk.problem(there) is None
    assert "of the data" in str(disk.problem(there, 1 << 60))
    assert disk.problem({"backups": Path("/nowhere/at/all")}, 1 << 60) is None


@pytest.mark.parametrize(
    ("ahead", "said"),
    [
        (timedelta(minutes=9), None),
        (timedelta(minutes=11), "11 minutes later than now"),
        (timedelta(hours=3), "3 hours later than now"),
        (timedelta(days=-400), None),
    ],
)
def test_a_clock_behind_what_was_written_is_wrong(ahead: timedelta, said: str | None) -> None:
    now = datetime(2026, 3, 2, 9, tzinfo=UTC)
    made = uuid6.UUID(int=(int((now + ahead).timestamp() * 1000) << 80) | 7 << 76 | 2 << 62)
    found = behind.problem(made, now)
    assert found is None if said is None else found is not None and said in found
    assert behind.problem(None, now) is None


def test_the_owner_reads_all_of_it_on_every_page_and_nobody_else(
    app: Flask, session: Session, in_care: Care, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = signed_in(app, "owner@homecare.example")
    assert "Look at this server" not in owner.get("/flags").text
    now = clock.machine_time()
    for module in (server, health):
        monkeypatch.setattr(module, "STARTED", now - timedelta(hours=2))
    monkeypatch.setattr(disk, "LEAST", 1 << 60)
    at = now - timedelta(hours=1)
    beat(session, CLOCK, Sign(at, at, "a"))
    session.commit()
    page = owner.get("/flags").text
    assert "MB are left on the disk of the data. Make room there" in page
    assert f"its clock has not ticked since {at:%H:%M} UTC" in page
    therapist = signed_in(app, "therapist@homecare.example")
    assert "Look at this server" not in therapist.get("/flags").text
