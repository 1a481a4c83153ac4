"""An app on a database of its own, and the two floors that everything is measured against."""

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

import config
from homecare.app import create_app
from homecare.database import prepare_engine
from homecare.extensions import db
from tests.make.diary import statements


@dataclass(frozen=True, slots=True)
class Cost:
    """What one call cost: median CPU milliseconds of this process, and SQL statements."""

    name: str
    milliseconds: float
    statements: int


@contextmanager
def app_on_sqlite() -> Iterator[tuple[Flask, Session]]:
    """A migrated app in a temporary folder, and a session of the benchmark's own."""
    with tempfile.TemporaryDirectory() as folder:
        settings = config.Settings(
            instance=Path(folder),
            database_url=f"sqlite:///{folder}/benchmark.sqlite",
            secret_key="a secret of the benchmarks, long enough",
            public_url="https://homecare.example",
            mail_from="no-reply@homecare.example",
            testing=True,
        )
        app = create_app(settings)
        with app.app_context():
            upgrade()
            engine = db.engine
        with Session(engine, expire_on_commit=False) as session:
            yield app, session


def measure(name: str, session: Session, call: Callable[[], object], times: int = 60) -> Cost:
    """Call once to warm up and count statements, then time the rest."""
    call()
    with statements(session) as sent:
        call()
    spent = []
    for _ in range(times):
        start = time.process_time()
        call()
        spent.append(time.process_time() - start)
    return Cost(name, median(spent) * 1000, len(sent))


def floors(session: Session, folder: Path) -> list[Cost]:
    """A bare Flask page with one SELECT, and a bare INSERT with its commit."""
    bare, engine = Flask("bare"), create_engine(f"sqlite:///{folder}/floor.sqlite")
    prepare_engine(engine)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE row (id INTEGER PRIMARY KEY, word TEXT)"))

    @bare.get("/")
    def page() -> str:
        with engine.connect() as connection:
            return str(connection.scalar(text("SELECT count(*) FROM row WHERE id < 10")))

    def insert() -> None:
        with engine.begin() as connection:
            connection.execute(text("INSERT INTO row (word) VALUES ('word')"))

    visitor = bare.test_client()
    with Session(engine) as bare_session:
        return [
            measure("a bare Flask page with one SELECT", bare_session, lambda: visitor.get("/")),
            measure("a bare INSERT with its commit", bare_session, insert),
        ]
