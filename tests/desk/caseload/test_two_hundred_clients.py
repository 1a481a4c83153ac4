"""A caseload of two hundred clients costs as many statements as one of two."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from homecare.acting import Actor
from homecare.clients.models import Client, Episode
from homecare.extensions import db
from tests.make.clients import TODAY
from tests.make.people import (
    NOW,
    make_practice,
    signed_in,
)

pytestmark = pytest.mark.usefixtures("clock")


@contextmanager
def _counted(app: Flask) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


def _two_hundred(session: Session, owner: Actor) -> None:
    for number in range(200):
        client = Client(
            practice_id=owner.practice_id, name=f"Client {number:03}", telephone="07700 900123",
            date_of_birth=date(1980, 1, 1), zone="Europe/London", made_at=NOW,
            therapist_id=owner.person_id or UUID(int=0),
        )  # fmt: skip
        session.add(client)
        session.flush()
        session.add(
            Episode(
                practice_id=owner.practice_id, client=client, complaint="Sciatica", side="left",
                onset=TODAY, intake_on=TODAY, leg=6, back=4, zone="Europe/London", opened_at=NOW,
            )
        )  # fmt: skip
    session.commit()


def test_two_hundred_clients_cost_at_most_ten_statements(app: Flask, session: Session) -> None:
    _, owner = make_practice(session)
    _two_hundred(session, owner)
    browser = signed_in(app, "owner@homecare.example")
    with _counted(app) as statements:
        page = browser.get("/caseload?whose=all").text
    assert page.count('<th scope="row">') == 200
    assert 1 <= len(statements) <= 10, statements
