"""How many may wait for the one writer at once, so that readers always find a free thread.

Whoever waits for the database keeps the thread that answers them. A database locked by another
program would soon hold all threads, and nobody could read what to do about a red flag.

Those who have a place stand in line for SQLite's lock. SQLite itself lets each of them sleep for
longer and longer, up to a tenth of a second, and whoever happens to wake first has the lock: beside
the night's work somebody was passed over for more than a second.
"""

import sqlite3
import time
from collections.abc import Callable
from threading import Condition, Lock

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionError

LONGEST_OUTSIDE = 2.0  # seconds that anybody waits for a place, while places become free
STANDSTILL = 0.4  # seconds after which nothing is expected where nobody has come to write
LOOK_AGAIN = 0.002  # seconds between two looks whether the lock is free
STUCK = 1.0  # seconds of standstill after which newcomers don't wait at all


class NoPlaceError(NoConnectionError):
    """So many wait for the database already that one more would keep readers from theirs."""


class WaitingRoom:
    """A bounded number of places; a place is kept while its holder waits for the writer's lock."""

    def __init__(self, places: int) -> None:
        self._places = max(1, places)
        self._taken = 0
        self._free = Condition()
        self._moved = time.monotonic()
        self._first_in_line = Lock()

    def enter(self) -> None:
        """Take a place, or raise NoPlaceError after a moment."""
        with self._free:
            began = time.monotonic()
            while self._taken >= self._places:
                left = self._expected_until(began) - time.monotonic()
                if left <= 0:
                    raise NoPlaceError("too many wait for the database already")
                self._free.wait(left)
            if not self._taken:
                self._moved = time.monotonic()
            self._taken += 1

    def leave(self, moved: bool) -> None:
        """Give a place back; `moved` says that its holder came to write."""
        with self._free:
            self._taken -= 1
            if moved:
                self._moved = time.monotonic()
            self._free.notify()

    def wait_in_line(self, take: Callable[[], object], seconds: float) -> None:
        """Call `take` in turn, until it finds SQLite free or so much time has passed.

        Then, and where something else is wrong than a lock, its error is raised.
        """
        until = time.monotonic() + seconds
        if not self._first_in_line.acquire(timeout=seconds):
            raise NoPlaceError("somebody else has stood first in line for too long")
        try:
            while not _taken(take, time.monotonic() < until):
                time.sleep(LOOK_AGAIN)
        finally:
            self._first_in_line.release()

    def _expected_until(self, began: float) -> float:
        """Until when somebody who came then may hope that a place becomes free."""
        if began - self._moved > STUCK:
            return max(self._moved, began - STUCK)
        return min(began + LONGEST_OUTSIDE, max(began, self._moved) + STANDSTILL)


def _taken(take: Callable[[], object], again: bool) -> bool:
    """Whether SQLite was free; that it was not is an error where there is no `again`."""
    try:
        take()
    except DBAPIError as error:
        busy = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY
        if not (busy and again):
            raise
        return False
    return True
