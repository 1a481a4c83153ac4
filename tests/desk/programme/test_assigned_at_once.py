"""Of two who assign a programme at the same moment, the second is shown what the first saved."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from homecare.extensions import db
from tests.desk.programme.builder import newest, send, typed
from tests.make.people import make_therapist, signed_in
from tests.make.programmes import Room, make_plan
from tests.waiting.held import held_before, somebody_waits, write

# Of PostgreSQL alone: on SQLite nobody else writes meanwhile, whatever is locked.
pytestmark = [pytest.mark.usefixtures("clock"), pytest.mark.postgresql]


@pytest.fixture
def engine(app: Flask) -> Engine:
    with app.app_context():
        return db.engine


def stores(statement: str) -> bool:
    return statement.startswith("INSERT INTO programme_version")


def test_the_second_waits_for_the_first_and_loses_nothing(
    app: Flask, session: Session, engine: Engine, room: Room, therapist: FlaskClient
) -> None:
    make_therapist(session, room.practice, "cole@homecare.example", "Cole League")
    colleague, plan = signed_in(app, "cole@homecare.example"), make_plan(room.library)
    with ThreadPoolExecutor(1) as other, held_before(engine, stores) as held:
        answers = []

        def begin() -> None:
            form = typed(plan, note="Kept words")
            answers.append(other.submit(send, colleague, room, form))
            while not (answers[0].done() or somebody_waits(engine)):
                pass

        first = write(lambda: send(therapist, room, typed(plan)), held, begin)
        second = answers[0].result()
    assert (first.status_code, second.status_code) == (302, 409)
    assert "Theo Therapist saved version 1 while you were working" in second.text
    assert "Kept words" in second.text
    assert newest(session, room).number == 1
