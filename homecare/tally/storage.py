"""Where Flask-Limiter keeps its counters: in the database of the app that is asked."""

import hashlib
import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

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

IN_THE_DATABASE, IN_THIS_PROCESS = "homecare://", "memory://"


def where_counted(settings: Settings) -> str:
    """The address of the storage: a process counts for itself only where no other answers pages."""
    is_file = settings.database_url.startswith("sqlite")
    return IN_THIS_PROCESS if is_file and settings.web_workers == 1 else IN_THE_DATABASE


class DatabaseStorage(Storage):
    """A storage of `limits`, chosen by the address `homecare://`.

    Each count stands by itself, whatever becomes of the request: on PostgreSQL as one statement
    that waits for no disk, as the table is unlogged. No address and no id is stored, only a keyed
    hash.
    """

    STORAGE_SCHEME = ["homecare"]  # noqa: RUF012 (the library's own name for it)

    @property
    def base_exceptions(self) -> type[Exception]:
        """What a database raises that can't be asked."""
        return DBAPIError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """How many it is with these; forgotten so many seconds after the first."""
        now = clock.machine_time()
        with _counting() as connection:
            until = now + timedelta(seconds=expiry)
            return operations.count_up(connection, _sealed(key), amount, now, until)

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
