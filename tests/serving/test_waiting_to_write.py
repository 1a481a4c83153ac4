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
from tests.make.people import PASSWORD, token_on
from tests.running import Running
from tests.visitor import Visitor

FORMS = 14  # nearly twice the threads
THREADS = 8
A_MOMENT = 3  # seconds, on a busy machine; whoever waits to write waits five and more
CLIENT = "client@homecare.example"


@pytest.fixture(scope="module")
def engine(new_database: Callable[[str], str]) -> Iterator[Engine]:
    """Somebody else at the same database."""
    engine = create_engine(new_database("waiting"))
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def house(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The real thing with a client in it."""
    address = engine.url.render_as_string(hide_password=False)
    running = Running(tmp_path_factory.mktemp("waiting"), address)
    running.start("serve")
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


def wrong_password(house: Running, number: int) -> tuple[int, str]:
    """Sign in as nobody; the answer's status and page."""
    visitor = Visitor(house.address)
    token = token_on(visitor.read("/sign-in"))
    email = f"somebody{number}@homecare.example"
    try:
        return 200, visitor.read("/sign-in", email=email, password="a wrong one", csrf_token=token)
    except HTTPError as error:
        return error.code, f"{error.read().decode()} Retry-After {error.headers['Retry-After']}"


def took(read: Callable[[], object]) -> float:
    began = time.monotonic()
    read()
    return time.monotonic() - began


def test_red_flags_today_and_health_are_there_while_forms_wait(
    house: Running, client: Visitor, engine: Engine
) -> None:
    somebody = Visitor(house.address)
    with ThreadPoolExecutor(FORMS) as people:
        with locked(engine):
            forms: list[Future[tuple[int, str]]] = [
                people.submit(wrong_password, house, number) for number in range(FORMS)
            ]
            house.until("the first form was turned away", lambda: any(f.done() for f in forms))
            for _ in range(3):
                assert took(lambda: somebody.read("/red-flags")) < A_MOMENT
                assert took(lambda: client.read("/today")) < A_MOMENT
                assert took(house.is_healthy) < A_MOMENT
            assert not all(form.done() for form in forms), "some still wait for the database"
        answers = [form.result() for form in forms]
    assert {status for status, _ in answers} == {200, 503}
    for status, page in answers:
        assert 'value="somebody' in page, "the address as typed is kept"
        assert "a wrong one" not in page, "and never a password"
        if status == 503:
            assert "Send it again" in page
            assert page.endswith("Retry-After 5")


def test_eight_who_write_at_once_are_all_heard(
    house: Running, client: Visitor, engine: Engine
) -> None:
    day = datetime.now(UTC).date()
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
