"""Pages and reports beside their floors: `python -m benchmarks`."""

import sys
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from benchmarks.ground import Cost, app_on_sqlite, floors, measure
from benchmarks.night import night
from homecare.accounts import audit
from homecare.accounts.models import AuditLine
from homecare.accounts.trail.queries import found_breaks
from homecare.database import transaction
from tests.make.clients import make_client
from tests.make.diary import BRIDGE, DAY, Care, make_care, record, told
from tests.make.people import NOW, acting, csrf_token, signed_in
from tests.make.sync import Phone, entry

CLIENTS = 200
LINES = 20_000  # of the audit trail: a busy practice’s year


def diary_of(session: Session, days: int, email: str) -> Care:
    """A client with scores and one exercise on each of the last `days` days."""
    began = NOW - days * DAY
    care = make_care(session, began, email=email, onset=began.date())
    for back in range(days, 0, -1):
        day = NOW.date() - back * DAY
        record(session, care, told(day=day), NOW - back * DAY)
        body = {"line": BRIDGE, "outcome": "done"}
        record(session, care, told("exercise", body, day=day), NOW - back * DAY)
    session.commit()
    return care


def a_report(browser: FlaskClient, token: str) -> Callable[[], object]:
    """Somebody taps "done" for one exercise: a new form each time."""
    address = f"/today/{NOW.date()}/exercise"

    def send() -> object:
        fields = {"csrf_token": token, "entry_id": str(uuid4()), "line": BRIDGE, "outcome": "done"}
        answer = browser.post(address, data=fields)
        assert answer.status_code == 302, answer.status
        return answer

    return send


def client_pages(app: Flask, session: Session, days: int) -> list[Cost]:
    """Today and one report, for a client with a history of so many days."""
    diary_of(session, days, email=f".{days}")
    browser = signed_in(app, f"client.{days}@homecare.example")
    token = csrf_token(browser, "/today")
    history = f"after {days} days"
    return [
        measure(f"Today, {history}", session, lambda: browser.get("/today")),
        measure(f"one report of an exercise, {history}", session, a_report(browser, token)),
        measure(f"Progress, {history}", session, lambda: browser.get("/progress"), 20),
    ]


def caseload(app: Flask, session: Session) -> Cost:
    """The caseload of a therapist with many clients."""
    care = make_care(session, email=".many")
    for number in range(CLIENTS - 1):
        make_client(session, care.therapist, name=f"Client {number:03d}")
    browser = signed_in(app, "therapist.many@homecare.example")
    return measure(f"caseload of {CLIENTS} clients", session, lambda: browser.get("/caseload"), 20)


def sync(app: Flask, session: Session) -> Cost:
    """One request with ten new entries of a phone's outbox."""
    care = make_care(session, email=".sync")
    phone = Phone(signed_in(app, "client.sync@homecare.example"), str(care.client.id))
    token = phone.token()

    def send() -> object:
        entries = (entry(seq=number) for number in range(10))
        answer = phone.post(phone.batch(*entries), token)
        assert answer.status_code == 200, answer.text
        return answer

    return measure("one sync request of ten entries", session, send, 20)


def trail(session: Session) -> list[Cost]:
    """A line of the audit trail, and a trail of so many looked through, line by line."""
    care = make_care(session, email=".trail")
    act = acting(session, care.therapist, NOW)
    for _ in range(LINES - len(list(session.scalars(select(AuditLine.id))))):
        audit.note(act, "client.view", care.client.id)
    session.commit()

    def look_at_one() -> None:
        with transaction(session):
            audit.note(act, "client.view", care.client.id)

    def verify() -> None:
        assert list(found_breaks(session)) == []

    return [
        measure("a line of the audit trail, with its commit", session, look_at_one),
        measure(f"audit verify, {LINES:,} lines", session, verify, 5),
    ]


def main() -> int:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder, app_on_sqlite() as (app, session):
        costs = floors(session, Path(folder))
        page, insert = costs[0].milliseconds, costs[1].milliseconds
        with time_machine.travel(NOW + timedelta(hours=9), tick=False):
            costs += client_pages(app, session, 10) + client_pages(app, session, 400)
            costs.append(caseload(app, session))
            costs.append(sync(app, session))
            costs += trail(session)
    # In a house of its own: a night judges every practice there is.
    late = time_machine.travel(NOW + timedelta(hours=9), tick=False)
    with app_on_sqlite() as (app, session), late:
        costs += night(app, session)
    print(f"{'':<44}{'CPU ms':>8}{'× page':>8}{'× insert':>10}{'SQL':>6}")
    for cost in costs:
        print(
            f"{cost.name:<44}{cost.milliseconds:>8.2f}{cost.milliseconds / page:>8.1f}"
            f"{cost.milliseconds / insert:>10.1f}{cost.statements:>6}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
