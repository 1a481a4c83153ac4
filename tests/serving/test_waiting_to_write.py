"""Whatever waits for the database's writer, whoever reads is answered at once."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Barrier
from urllib.error import HTTPError
from uuid import uuid4

import pytest
from sqlalchemy import Engine, create_engine, func, select
from sqlalchemy.orm import Session

from homecare.database import Base
from homecare.diary.models import Entry
from tests.make.diary import BRIDGE, make_care
from tests.make.people import PASSWORD, today_here, token_on
from tests.running import Running
from tests.visitor import Visitor
from tests.waiting.patience import STARTING

FORMS = 14  # nearly twice the threads
THREADS = 8
PATIENT = 50  # seconds that somebody waits to write here, who else waits five
A_MOMENT = 20  # seconds, on a very busy machine, and far from those
SERVE = f"""
import sys
from flask.cli import main
from homecare import database
database.WRITER_SECONDS = {PATIENT}
sys.argv = ["flask", "--app", "wsgi", "serve"]
main()
"""
CLIENT = "client@homecare.example"


@pytest.fixture(scope="module")
def engine(database_with_tables: Callable[[str], str]) -> Iterator[Engine]:
    """Somebody else at the same database."""
    engine = create_engine(database_with_tables("waiting"))
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def house(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The real thing with a client in it."""
    address = engine.url.render_as_string(hide_password=False)
    running = Running(tmp_path_factory.mktemp("waiting"), address)
    running.begin("-c", SERVE)
    running.until("it is healthy", running.is_healthy, STARTING)
    with Session(engine, expire_on_commit=False) as session:
        make_care(session, datetime.now(UTC))
        session.commit()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def client(house: Running) -> Visitor:
    """A client's browser, signed in."""
    return Visitor(house.address).sign_in(CLIENT, PASSWORD)


@contextmanager
def locked(engine: Engine, mode: str = "EXCLUSIVE") -> Iterator[None]:
    """Nobody else can write; whoever reads needs no leave, except in the graver mode."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.connection.driver_connection.isolation_level = None  # type: ignore[union-attr]
            connection.connection.driver_connection.execute("BEGIN IMMEDIATE")  # type: ignore[union-attr]
        else:
            names = ", ".join(f'"{table}"' for table in Base.metadata.tables)
            connection.exec_driver_sql(f"LOCK TABLE {names} IN {mode} MODE")
        yield
        connection.rollback()


Answer = tuple[int, str]


def sent(visitor: Visitor, page: str, **form: str) -> Answer:
    """What a form is answered: its status, and its page with when to come again."""
    try:
        return 200, visitor.read(page, **form)
    except HTTPError as error:
        return error.code, f"{error.read().decode()} Retry-After {error.headers['Retry-After']}"


def wrong_password(house: Running, number: int) -> Answer:
    """Sign in as nobody."""
    visitor = Visitor(house.address)
    token = token_on(visitor.read("/sign-in"))
    email = f"somebody{number}@homecare.example"
    return sent(visitor, "/sign-in", email=email, password="a wrong one", csrf_token=token)


def a_note(client: Visitor, token: str, number: int) -> Answer:
    """A client writes something down."""
    page = f"/today/{today_here()}/note"
    form = {"entry_id": str(uuid4()), "text": f"somebody{number} wrote this"}
    return sent(client, page, csrf_token=token, **form)


def took(read: Callable[[], object]) -> float:
    began = time.monotonic()
    read()
    return time.monotonic() - began


def test_red_flags_today_and_health_are_there_while_forms_wait(
    house: Running, client: Visitor, engine: Engine
) -> None:
    somebody, token = Visitor(house.address), token_on(client.read("/today"))
    with ThreadPoolExecutor(2 * FORMS) as people:
        with locked(engine):
            notes = [people.submit(a_note, client, token, number) for number in range(FORMS)]
            house.until("the first was turned away", lambda: any(f.done() for f in notes))
            guesses = [people.submit(wrong_password, house, number) for number in range(FORMS)]
            for _ in range(3):
                assert took(lambda: somebody.read("/red-flags")) < A_MOMENT
                assert took(lambda: client.read("/today")) < A_MOMENT
                assert took(house.is_healthy) < A_MOMENT
            assert not all(form.done() for form in notes), "some still wait for the database"
        check_answers(notes, "Send it again")
        assert 200 in {form.result()[0] for form in notes}, "who waited was heard in the end"
        check_answers(guesses, "again")


def check_answers(forms: list[Future[Answer]], again: str) -> None:
    """Who was not let through in the end keeps what they typed, and no password is shown."""
    answers = [form.result() for form in forms]
    assert {status for status, _ in answers} <= {200, 503}
    for status, page in answers:
        assert "a wrong one" not in page, "never a password"
        if status == 503:
            assert "somebody" in page, "what was typed is kept"
            assert again in page
            assert page.endswith("Retry-After 5")


def test_eight_who_write_at_once_are_all_heard(
    house: Running, client: Visitor, engine: Engine
) -> None:
    day = today_here()
    token = token_on(client.read("/today"))
    ready = Barrier(THREADS)

    def report(_number: int) -> None:
        fields = {"entry_id": str(uuid4()), "line": BRIDGE, "outcome": "done"}
        ready.wait()
        client.read(f"/today/{day}/exercise", csrf_token=token, **fields)

    with ThreadPoolExecutor(THREADS) as fingers:
        list(fingers.map(report, range(THREADS)))
    with Session(engine) as session:
        stored = select(func.count()).where(Entry.kind == "exercise")
        assert session.scalar(stored) == THREADS
