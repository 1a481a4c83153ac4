"""A claim that stays ours for as long as somebody is at it, however long that takes."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import copy_context
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from homecare.busy import in_turn
from homecare.clockwork.runs import renew

RENEWED_EVERY = 20.0  # seconds
log = structlog.get_logger()


@contextmanager
def at_work(session: Session, *run_ids: UUID, now: datetime) -> Iterator[None]:
    """Renew these claims again and again while what stands inside goes on.

    A thread with a session of its own does so, and ends with it; a process that dies renews
    nothing more, and its claims lapse.
    """
    over, engine = threading.Event(), session.get_bind()
    assert isinstance(engine, Engine)  # noqa: S101 (tells the type checker)
    of = copy_context()  # what this thread logs is of the same piece
    renewing = threading.Thread(
        target=of.run, args=(_renew, over, engine, run_ids, now), daemon=True
    )
    renewing.start()
    try:
        yield
    finally:
        over.set()
        renewing.join()


def _renew(over: threading.Event, engine: Engine, run_ids: tuple[UUID, ...], now: datetime) -> None:
    began = time.monotonic()
    while not over.wait(RENEWED_EVERY):
        at = now + timedelta(seconds=time.monotonic() - began)
        try:
            with Session(engine) as own:
                in_turn(own, lambda inside, at=at: renew(inside, run_ids, at))  # type: ignore[misc]
        except SQLAlchemyError as error:  # a busy database: the next time is soon enough
            log.warning("claim not renewed", error=type(error).__name__)
