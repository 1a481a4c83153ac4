"""Workers that are forked once the app is made have nothing in common: no connection least of all.

Two processes that speak over one connection read each other's answers.
"""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from config import Settings
from homecare.app import create_app
from homecare.extensions import db
from tests.commands.migrated import migrate_to
from tests.make.people import PASSWORD, make_practice, make_therapist
from tests.running import Running
from tests.visitor import Visitor

PEOPLE = {"amber@homecare.example": "Amber Ash", "bruno@homecare.example": "Bruno Birch"}
PRELOADED = ("-m", "gunicorn", "--preload", "--workers=2", "--threads=4", "--log-level=warning",
             "--no-control-socket")  # fmt: skip
PAGES, HANDS = 60, 8
IN_A_CHILD = """
import os, sys
from wsgi import app
from homecare.extensions import db
with app.app_context():
    engine = db.engine
assert engine.pool.checkedin() == 0, "create_app left a connection open"
with engine.connect() as connection:
    opened = connection.connection.driver_connection
parent = os.getpid()
child = os.fork()
if child == 0:
    with engine.connect() as connection:
        os._exit(connection.connection.driver_connection is opened)
sys.exit(os.waitpid(child, 0)[1] != 0 or engine.pool.checkedin() != 1)
"""


@pytest.fixture
def house(settings: Settings, new_database: Callable[[str], str], tmp_path: Path) -> Running:
    """A database with two therapists, and nothing running yet."""
    url = new_database(f"forked{os.urandom(4).hex()}")
    fill(create_app(replace(settings, instance=tmp_path, database_url=url)))
    return Running(tmp_path, url)


def fill(app: Flask) -> None:
    migrate_to(app.config["SQLALCHEMY_DATABASE_URI"], "head")
    with app.app_context():
        with Session(db.engine, expire_on_commit=False) as session:
            practice, _ = make_practice(session)
            for email, name in PEOPLE.items():
                make_therapist(session, practice, email, name)
        db.engine.dispose()


def test_a_forked_process_opens_connections_of_its_own(house: Running) -> None:
    house.python("-c", IN_A_CHILD)


def test_two_preloaded_workers_never_answer_one_person_with_another_s_page(house: Running) -> None:
    house.begin(*PRELOADED, f"--bind=127.0.0.1:{house.port}", "wsgi:app")
    house.until("it listens", house.answers)
    try:
        visitors = {
            name: Visitor(house.address).sign_in(email, PASSWORD) for email, name in PEOPLE.items()
        }
        asked = list(PEOPLE.values()) * PAGES
        with ThreadPoolExecutor(HANDS) as hands:
            pages = list(hands.map(lambda name: visitors[name].read("/caseload"), asked))
    finally:
        house.end()
    for name, page in zip(asked, pages, strict=True):
        assert {other for other in PEOPLE.values() if other in page} == {name}
