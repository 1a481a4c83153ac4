"""The night: every episode of a practice judged, beside one SELECT of the rows it reads.

`python -m benchmarks.night` takes the number of episodes (20,000 unless told otherwise).
"""

import argparse
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Any

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from benchmarks.ground import app_on_sqlite
from benchmarks.night.ground import a_day_more, decide_reviews, many_episodes
from homecare.assessment.models import Verdict
from homecare.diary.models import DiaryDay
from homecare.flags.models import Flag
from homecare.jobs import nightly
from tests.make.diary import make_care, statements
from tests.make.people import NOW

EPISODES, NIGHTS = 20_000, 4
TODAY = NOW.date()
PAGE = 1000
DAYS = DiaryDay.__table__


@dataclass(frozen=True, slots=True)
class Night:
    """One night: CPU and wall seconds, statements, and the process's greatest memory in MB."""

    name: str
    cpu: float
    wall: float
    statements: int
    peak: float


def run_nights(app: Flask, session: Session, episodes: int) -> list[Night]:
    """Make the episodes, then let the clock judge them on some nights, a diary day between each.

    Nobody has been judged before the first: it writes every verdict, and raises every flag.
    """
    began = NOW - timedelta(days=90)
    care = make_care(session, began, email=".night", onset=began.date())
    many_episodes(session, care, TODAY, episodes)
    found = []
    for later in range(NIGHTS):
        if later:
            a_day_more(session, care.practice.id, TODAY + timedelta(days=later - 1))
        if later == 1:
            decide_reviews(session)
        name = "an ordinary night" if later else "the first night"
        found.append(one_night(app, session, TODAY + timedelta(days=later), name))
    return found


def one_night(app: Flask, session: Session, on: date, name: str) -> Night:
    """What the clock does on the morning of `on`."""
    now = NOW + timedelta(days=(on - TODAY).days)
    wall, cpu = time.perf_counter(), time.process_time()
    with statements(session) as sent:
        runs = nightly.assess(session, app.config["SETTINGS"], now, on)
    assert runs == 1, "the night was not run"
    return Night(name, time.process_time() - cpu, time.perf_counter() - wall, len(sent), memory())


def read_everything(session: Session) -> int:
    """One plain SELECT of every column of the days, streamed so that memory stays small."""
    rows = 0
    for page in session.execute(select(DAYS).execution_options(yield_per=PAGE)).partitions():
        rows += len(page)
    session.rollback()
    return rows


def read_bare(session: Session) -> int:
    """The same without SQLAlchemy: the driver's own tuples, nothing turned into dates or ids."""
    driver: Any = session.connection().connection.driver_connection
    cursor = driver.execute("SELECT * FROM diary_day")
    rows = 0
    while page := cursor.fetchmany(PAGE):
        rows += len(page)
    session.rollback()
    return rows


def taken(call: Callable[[], Any]) -> float:
    """CPU seconds of this process."""
    start = time.process_time()
    call()
    return time.process_time() - start


def memory() -> float:
    """The greatest memory this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> int:
    """Print the table of a big night."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--episodes", type=int, default=EPISODES)
    asked = parser.parse_args()
    with app_on_sqlite() as (app, session):
        before = memory()
        nights = run_nights(app, session, asked.episodes)
        plain = median(taken(lambda: read_everything(session)) for _ in range(3))
        bare = median(taken(lambda: read_bare(session)) for _ in range(3))
        counts = [session.scalar(select(func.count()).select_from(table))
                  for table in (DiaryDay, Verdict, Flag)]  # fmt: skip
    days, verdicts, flags = counts
    print(f"{days:,} days, {verdicts:,} verdicts, {flags:,} flags; memory {before:.0f} MB before")
    print(f"{'':<44}{'CPU s':>8}{'× SELECT':>10}{'× driver':>10}{'SQL':>8}{'MB':>6}")
    print(f"{'one SELECT, through SQLAlchemy':<44}{plain:>8.2f}{1:>10}")
    print(f"{'one SELECT, the driver alone':<44}{bare:>8.2f}{'':>10}{1:>10}")
    for one in nights:
        ratios = f"{one.cpu / plain:>10.2f}{one.cpu / bare:>10.2f}"
        print(f"{one.name:<44}{one.cpu:>8.2f}{ratios}{one.statements:>8}{one.peak:>6.0f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
