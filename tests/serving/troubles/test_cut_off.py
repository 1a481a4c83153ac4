"""A server that cuts its connections off, as when it is started anew: said, and over at once."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import Engine, create_engine, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from homecare.busy import in_turn, is_busy
from homecare.database import let_few_wait, prepare_engine, transaction
from homecare.diary.models import Entry
from homecare.extensions import db
from homecare.jobs import clock_process
from homecare.jobs.clock_process import tick
from homecare.jobs.table import Work
from homecare.serving.waiting_room import WaitingRoom
from tests.commands.migrated import migrate_to
from tests.make.diary import make_care
from tests.make.people import PASSWORD, today_here, token_on
from tests.running import Loaded
from tests.visitor import Visitor

CUT = """
SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


@pytest.fixture
def address(new_database: Callable[[str], str], request: pytest.FixtureRequest) -> str:
    return new_database(f"cut{abs(hash(request.node.name))}")


@pytest.fixture
def engine(address: str) -> Iterator[Engine]:
    """As a web server has it, with one place for all who wait to write."""
    engine = create_engine(address)
    prepare_engine(engine)
    let_few_wait(engine, WaitingRoom(1))
    yield engine
    engine.dispose()


def cut_off(address: str) -> None:
    """End every connection of others. A file has no server that could."""
    other = create_engine(address)
    with other.connect() as connection:
        if other.dialect.name != "sqlite":
            connection.execute(text(CUT))
    other.dispose()


def written(session: Session, between: Callable[[], None] = lambda: None) -> None:
    with transaction(session) as inside:
        inside.execute(text("SELECT 1"))
        between()
        inside.execute(text("SELECT 1"))


def refused(work: Callable[[], None]) -> DBAPIError | None:
    try:
        work()
    except DBAPIError as error:
        return error
    return None


def test_whoever_was_writing_hears_of_a_busy_database_and_leaves_the_place_to_others(
    address: str, engine: Engine
) -> None:
    with Session(engine) as session:
        error = refused(lambda: written(session, lambda: cut_off(address)))
        assert is_busy(error) or engine.dialect.name == "sqlite"
        written(session)


def test_whoever_comes_to_write_by_a_connection_that_is_gone_hears_the_same(
    address: str, engine: Engine
) -> None:
    with Session(engine) as session:
        session.execute(text("SELECT 1"))
        session.rollback()
        cut_off(address)
        error = refused(lambda: written(session))
        assert is_busy(error) or engine.dialect.name == "sqlite"
        written(session)


def test_what_the_clock_writes_is_tried_again(address: str, engine: Engine) -> None:
    with Session(engine) as session:
        session.execute(text("SELECT 1"))  # as a mail is written, before it is stored
        cut_off(address)
        assert in_turn(session, lambda inside: inside.scalar(text("SELECT 1"))) == 1


@pytest.fixture
def house(app: Flask) -> Iterator[str]:
    """The database of the app itself, whose connections are all new ones afterwards."""
    with app.app_context():
        yield db.engine.url.render_as_string(hide_password=False)
        db.session.remove()
        db.engine.dispose()


def test_an_answer_that_is_made_is_a_good_one(app: Flask, house: str) -> None:
    with app.app_context():
        db.session.execute(text("SELECT 1"))
        cut_off(house)
    with app.app_context():
        assert db.session.scalar(text("SELECT 1")) == 1


def test_a_job_that_is_cut_off_stops_no_other(
    app: Flask, house: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(work: Work) -> int:
        work.session.execute(text("SELECT 1"))
        cut_off(house)
        return 1

    monkeypatch.setattr(clock_process, "JOBS", {"first": cut, "second": cut})
    assert tick(app) == {"first": 1, "second": 1}


def test_no_page_breaks_and_no_word_is_lost_when_the_server_starts_anew(
    address: str, tmp_path: Path
) -> None:
    house, engine = Loaded(tmp_path, address), create_engine(address)
    migrate_to(address, "head")
    house.start("serve")
    with Session(engine, expire_on_commit=False) as session:
        make_care(session, datetime.now(UTC))
        session.commit()
    engine.dispose()
    client = Visitor(house.address).sign_in("client@homecare.example", PASSWORD)
    token = token_on(client.read("/today"))
    cut_off(address)
    assert client.status("/today") in (200, 503)
    cut_off(address)
    note = {"entry_id": str(uuid4()), "text": "It pulled in the calf."}
    client.read(f"/today/{today_here()}/note", csrf_token=token, **note)
    with Session(engine) as session:
        assert [entry.body for entry in session.scalars(select(Entry))] == [
            {"text": "It pulled in the calf."}
        ]
    engine.dispose()
    house.stop()
