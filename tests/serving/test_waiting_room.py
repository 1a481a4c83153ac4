"""Those who wait for SQLite's lock stand in line for it, and none of them sleeps through it."""

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event, Lock

import pytest
from sqlalchemy.exc import OperationalError

from homecare.serving.waiting_room import WaitingRoom

PATIENCE = 30.0  # seconds; nobody needs them


@pytest.fixture
def begin(tmp_path: Path) -> Iterator[Callable[[], None]]:
    """Find a real lock of somebody else's, as SQLAlchemy says it."""
    path = tmp_path / "locked.sqlite"
    holder, late = (
        sqlite3.connect(path, isolation_level=None, timeout=0, check_same_thread=False)
        for _ in range(2)
    )
    holder.execute("BEGIN IMMEDIATE")

    def begin() -> None:
        try:
            late.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            raise OperationalError("BEGIN IMMEDIATE", None, error) from error

    yield begin
    holder.close()
    late.close()


def test_one_looks_while_the_others_stand_behind(begin: Callable[[], None]) -> None:
    room, looking, free, looks = WaitingRoom(8), Lock(), Event(), []

    def look() -> None:
        assert looking.acquire(blocking=False), "two looked at once"
        looks.append(free.is_set())
        try:
            if not free.is_set():
                begin()
        finally:
            if len(looks) == 5:  # somebody else at the database has written
                free.set()
            looking.release()

    with ThreadPoolExecutor(8) as threads:
        waiting = [threads.submit(room.wait_in_line, look, PATIENCE) for _ in range(8)]
        for one in waiting:
            one.result(PATIENCE)
    assert looks == [False] * 5 + [True] * 8


def test_whoever_waits_too_long_is_told(begin: Callable[[], None]) -> None:
    with pytest.raises(OperationalError, match="locked"):
        WaitingRoom(1).wait_in_line(begin, 0.01)


def test_the_line_goes_on_after_another_error_which_is_told_at_once() -> None:
    room = WaitingRoom(1)
    with pytest.raises(ZeroDivisionError):
        room.wait_in_line(lambda: 1 // 0, PATIENCE)
    room.wait_in_line(lambda: None, PATIENCE)
