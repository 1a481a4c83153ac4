"""Where Flask-Limiter keeps its counters: in the database of the app that is asked."""

import hashlib
import hmac
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import NamedTuple

from flask import current_app
from limits.storage import Storage
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from config import Settings
from homecare import clock
from homecare.database import transaction
from homecare.extensions import db
from homecare.tally import operations
from homecare.tally.in_process import ProcessStorage

IN_THE_DATABASE, IN_THIS_PROCESS = "homecare://", f"{ProcessStorage.STORAGE_SCHEME[0]}://"


def where_counted(settings: Settings) -> str:
    """The address of the storage: a process counts for itself only where no other answers pages."""
    is_file = settings.database_url.startswith("sqlite")
    return IN_THIS_PROCESS if is_file and settings.web_workers == 1 else IN_THE_DATABASE


class DatabaseStorage(Storage):
    """A storage of `limits`, chosen by the address `homecare://`.

    What is counted stands by itself, whatever becomes of the request: on PostgreSQL by one
    statement that waits for no disk, as the table is unlogged. No address and no id is stored, only
    a keyed hash.
    """

    STORAGE_SCHEME = ["homecare"]  # noqa: RUF012 (the library's own name for it)

    @property
    def base_exceptions(self) -> type[Exception]:
        """What a database raises that can't be asked."""
        return DBAPIError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """How many it is with these; forgotten so many seconds after the first."""
        [number] = self.count([Asked(key, expiry, amount)])
        return number

    def count(self, asked: "Sequence[Asked]") -> list[int]:
        """How many each is with these, in order; all of them in one statement."""
        now = clock.machine_time()
        counts = [_count(one, now) for one in asked]
        with _counting() as connection:
            found = operations.count_up(connection, counts, now)
        return [found[one.key] for one in counts]

    def take_back(self, asked: "Sequence[Asked]") -> None:
        """As if these had not been counted."""
        now = clock.machine_time()
        with _counting() as connection:
            operations.take_back(connection, [_count(one, now) for one in asked])

    def get(self, key: str) -> int:
        """How many it is."""
        with db.engine.connect() as connection:
            return operations.counted(connection, _sealed(key), clock.machine_time())[0]

    def get_expiry(self, key: str) -> float:
        """When a counter is forgotten, in seconds since 1970."""
        with db.engine.connect() as connection:
            until = operations.counted(connection, _sealed(key), clock.machine_time())[1]
        return until.timestamp()

    def check(self) -> bool:
        """Whether it can be asked."""
        self.get("")
        return True

    def clear(self, key: str) -> None:
        """Let a counter begin anew."""
        with _counting() as connection:
            operations.forget(connection, _sealed(key))

    def reset(self) -> int:
        """Let every counter begin anew."""
        with _counting() as connection:
            return operations.forget_all(connection)


class Asked(NamedTuple):
    """A counter, the seconds that it lasts from its first on, and how much is added to it; `most`
    is how many it may be."""

    key: str
    lasts: int
    amount: int
    most: int = 0


def first_over(storage: Storage, asked: Sequence[Asked]) -> int | None:
    """Count these, and answer the place of the first that is more than it may be, None where all
    may be. What stands after that one is not counted."""
    if not isinstance(storage, DatabaseStorage):
        numbers = (storage.incr(one.key, one.lasts, amount=one.amount) for one in asked)
        return _first_over(numbers, asked)
    if not asked:
        return None
    at = _first_over(storage.count(asked), asked)
    if at is not None and asked[at + 1 :]:
        storage.take_back(asked[at + 1 :])
    return at


def _first_over(numbers: Iterable[int], asked: Sequence[Asked]) -> int | None:
    found = enumerate(zip(numbers, asked, strict=False))
    return next((at for at, (number, one) in found if number > one.most), None)


def _count(asked: Asked, now: datetime) -> operations.Count:
    until = now + timedelta(seconds=asked.lasts)
    return operations.Count(_sealed(asked.key), asked.amount, until)


@contextmanager
def _counting() -> Iterator[Connection]:
    if db.engine.dialect.name == "sqlite":  # a writer there takes its turn
        with Session(db.engine) as own, transaction(own):
            yield own.connection()
        return
    with db.engine.connect() as connection:
        yield connection.execution_options(isolation_level="AUTOCOMMIT")


def _sealed(key: str) -> str:
    secret = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.digest(secret, key.encode(), hashlib.sha256).hex()[:32]
