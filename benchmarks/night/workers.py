"""A night of one practice on PostgreSQL: by the clock itself, by one worker, and by four.

`python -m benchmarks.night.workers` takes the number of episodes (2,000 unless told otherwise).
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

import config
from benchmarks.night.ground import many_episodes
from homecare.accounts.installation import REAL, declare
from homecare.app import create_app
from homecare.assessment.models import Verdict
from homecare.clockwork.models import Run
from homecare.clockwork.runs import queue_up
from homecare.commands.migrating import migrate_to
from homecare.extensions import db
from homecare.jobs import nightly
from homecare.jobs.engine import queue
from tests import postgres
from tests.backups.random_rows import engine_of
from tests.make.diary import make_care

EPISODES, WORKERS = 2_000, (0, 1, 4)
SECRET = "a secret of the benchmarks, long enough"
PACE = 0.05  # seconds
STARTED = text("SELECT count(*) FROM procrastinate.procrastinate_workers")


def night(server: str, folder: str, episodes: int, workers: int) -> float:
    """Seconds from the claim of a night until it is done, on a new database."""
    url = postgres.another_database(server, f"by_{workers}")
    migrate_to(url, "head")
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith("HOMECARE_")},
        "HOMECARE_INSTANCE": folder, "HOMECARE_DATABASE_URL": url, "HOMECARE_SECRET_KEY": SECRET,
        "HOMECARE_JOBS": "workers",
    }  # fmt: skip
    app, now = create_app(config.read(environment)), datetime.now(UTC)
    with app.app_context(), Session(engine_of(url), expire_on_commit=False) as session:
        declare(session, REAL, now)
        care = make_care(session, now - timedelta(days=90), email=f".{workers}")
        many_episodes(session, care, now.date(), episodes)
        if not workers:
            began = time.monotonic()
            assert nightly.assess(session, app.config["SETTINGS"], now, now.date()) == 1
            return _checked(session, episodes, time.monotonic() - began)
        queue.prepare(db.engine)
        with _working(environment, workers):
            subject = nightly.subject_of(care.practice.id, "Europe/London")
            _wait_for(session, 2 * workers)
            began = time.monotonic()
            run_id = queue_up(session, ("assess", subject, now.date().isoformat()), now)
            assert run_id is not None
            queue.put(session, "night", [run_id])
            session.commit()
            while session.scalar(select(Run.status).where(Run.id == run_id)) != "done":
                session.rollback()
                time.sleep(PACE)
            return _checked(session, episodes, time.monotonic() - began)


def _wait_for(session: Session, lanes: int) -> None:
    """Until all of them have started: each works in two lanes."""
    while (session.scalar(STARTED) or 0) < lanes:
        session.rollback()
        time.sleep(PACE)


def _checked(session: Session, episodes: int, seconds: float) -> float:
    assert session.scalar(select(func.count()).select_from(Verdict)) == episodes + 1
    return seconds


@contextmanager
def _working(environment: dict[str, str], workers: int) -> Iterator[None]:
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]
    process = subprocess.Popen(
        [*command, "--concurrency", str(workers)], env=environment, cwd=config.ROOT
    )
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def main() -> int:
    """Print how long a night takes by each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--episodes", type=int, default=EPISODES)
    episodes = parser.parse_args().episodes
    with postgres.server() as server, tempfile.TemporaryDirectory() as folder:
        taken = {count: night(server, folder, episodes, count) for count in WORKERS}
    print(f"a first night of {episodes:,} episodes, on {os.cpu_count()} processors")
    for count, seconds in taken.items():
        name = f"{count} worker{'s' * (count > 1)}" if count else "the clock itself"
        print(f"{name:<20}{seconds:>8.1f} s{seconds / taken[1]:>8.2f} of one worker's")
    return 0


if __name__ == "__main__":
    sys.exit(main())
