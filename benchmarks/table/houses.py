"""A practice for each build: filled once by the first release, upgraded by the other."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg.sql import SQL, Identifier
from sqlalchemy import create_engine, text

from benchmarks.table.builds import Build
from benchmarks.table.serving import Visitor, running
from tests.postgres import another_database
from tests.waiting.ports import free_port

OWNER, PASSWORD = "owner@homecare.example", "kettle-lamp-orchard-7"
Both = tuple[Build, Build]  # the first release, and this tree
FILLING = Path(__file__).with_name("filling.py")


@dataclass(frozen=True, slots=True)
class Filled:
    """How many clients, in care for how many days at least and at most."""

    clients: int
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class House:
    """A build with an instance folder and a database of its own."""

    build: Build
    instance: Path
    database_url: str

    def environment(self, **more: str) -> dict[str, str]:
        """The settings that every process of it gets."""
        return self.build.environment(self.instance, self.database_url, **more)

    def job(self, name: str, *words: str, **more: str) -> tuple[float, int]:
        """Run a job of the clock: its CPU seconds, and how much it says was done."""
        done = self.build.flask(self.environment(**more), "job", "run", name, *words)
        return done.cpu, int(done.said.rsplit(":", 1)[1].split()[0])

    def scalar(self, statement: str) -> object:
        """Run one statement on its database and keep what it did; answers the first value."""
        engine = create_engine(self.database_url)
        with engine.begin() as connection:
            found = connection.execute(text(statement))
            value = found.scalar() if found.returns_rows else None
        engine.dispose()
        return value

    @contextmanager
    def web(self) -> Iterator["Door"]:
        """Its pages."""
        port = free_port()
        words = [str(self.build.python), *(one.format(port=port) for one in self.build.web)]
        environment = self.environment(PORT=str(port))
        with running(words, self.build.tree, environment, port, "/sign-in") as pid:
            yield Door(port, pid)


@dataclass(frozen=True, slots=True)
class Door:
    """Where somebody may knock, and the process that opens."""

    port: int
    pid: int

    def visitor(self) -> Visitor:
        """Somebody nobody knows."""
        return Visitor(self.port, self.pid)

    def client(self, number: int) -> Visitor:
        """A client who has signed in."""
        visitor = self.visitor()
        visitor.sign_in(f"client{number}@homecare.example", PASSWORD, "/today")
        return visitor

    def owner(self) -> Visitor:
        """The owner, who is the clients' therapist too."""
        visitor = self.visitor()
        visitor.sign_in(OWNER, PASSWORD, "/clients/new")
        return visitor


def on_sqlite(both: Both, folder: Path, filled: Filled) -> list[House]:
    """The same practice for both builds, on SQLite."""
    first, now = (
        House(build, folder / build.name, f"sqlite:///{folder / build.name / 'homecare.sqlite'}")
        for build in both
    )
    _fill(first, filled)
    # Closed by whoever wrote it, so that the file is whole.
    shutil.copytree(first.instance, now.instance)
    _upgrade(now)
    return [first, now]


def on_postgresql(both: Both, folder: Path, server: str, filled: Filled) -> list[House]:
    """The same on a PostgreSQL server."""
    first, now = (
        House(build, folder / build.name, server.replace("/postgres", f"/{build.name}"))
        for build in both
    )
    another_database(server, "first")
    _fill(first, filled)
    host = server.partition("?host=")[2]
    with psycopg.connect(f"host={host} user=tests dbname=postgres", autocommit=True) as connection:
        copy = SQL("CREATE DATABASE {} TEMPLATE {}")
        connection.execute(copy.format(Identifier("now"), Identifier("first")))
    shutil.copytree(first.instance, now.instance)
    _upgrade(now)
    return [first, now]


def _fill(house: House, filled: Filled) -> None:
    os.makedirs(house.instance)
    settings = house.environment()
    house.build.flask(
        settings, "practice", "create", "--name", "The practice", "--owner-name", "An owner",
        "--owner-email", OWNER, "--password", PASSWORD,
        typed="england\n",  # which the first release does not ask yet
    )  # fmt: skip
    numbers = (filled.clients, filled.least, filled.most)
    house.build.run(settings, str(FILLING), *map(str, numbers))
    house.scalar("ANALYZE")


def _upgrade(house: House) -> None:
    house.build.flask(house.environment(), "db", "upgrade")
    for table in ("client", "person"):  # as filling.py does where it can
        house.scalar(f"UPDATE {table} SET confirmed_email = email")
    house.scalar("ANALYZE")
