"""A night of one practice on PostgreSQL: by the clock itself, by one worker, and by four.

`python -m benchmarks.night.workers` takes the number of episodes (2,000 unless told otherwise).
A worker is one process that does one piece at a time: four are `worker --concurrency 4`. Beside the
seconds that a night lasts stands what it costs: CPU seconds of those who judge (clock or workers),
and of PostgreSQL with all that works beside it.
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
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

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
from tests.make.diary import make_care

EPISODES, WORKERS = 2_000, (0, 1, 4)
SECRET = "a secret of the benchmarks, long enough"
PACE = 0.25  # seconds; whoever looks more often takes part of the processors
STARTED = text("SELECT count(*) FROM procrastinate.procrastinate_workers")


@dataclass(frozen=True, slots=True)
class Night:
    """Seconds from the claim of a night until it is done, and CPU seconds meanwhile."""

    wall: float
    judging: float
    postgresql: float


@dataclass(frozen=True, slots=True)
class _Began:
    """When a night was let go, and what CPU time those who are at it had had by then."""

    at: float
    judging: float
    postgresql: float
    who: int

    @classmethod
    def now(cls, who: int) -> "_Began":
        return cls(time.monotonic(), _cpu(who), _cpu(postgres.process()), who)

    def until_now(self) -> Night:
        now = self.now(self.who)
        return Night(now.at - self.at, now.judging - self.judging, now.postgresql - self.postgresql)


def night(server: str, folder: str, episodes: int, workers: int) -> Night:
    """A first night on a new database, by the clock itself where there are no workers."""
    url = postgres.another_database(server, f"by_{workers}")
    migrate_to(url, "head")
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith("HOMECARE_")},
        "HOMECARE_INSTANCE": folder, "HOMECARE_DATABASE_URL": url, "HOMECARE_SECRET_KEY": SECRET,
        "HOMECARE_JOBS": "workers",
    }  # fmt: skip
    app, now = create_app(config.read(environment)), datetime.now(UTC)
    # Over the app's own connections, which are kept, as the clock's are.
    with app.app_context(), Session(db.engine, expire_on_commit=False) as session:
        declare(session, REAL, now)
        care = make_care(session, now - timedelta(days=90), email=f".{workers}")
        many_episodes(session, care, now.date(), episodes)
        if not workers:
            began = _Began.now(os.getpid())
            assert nightly.assess(session, app.config["SETTINGS"], now, now.date()) == 1
            return _checked(session, episodes, began)
        queue.prepare(db.engine)
        with _working(environment, workers) as who:
            subject = nightly.subject_of(care.practice.id, "Europe/London")
            _wait_for(session, 2 * workers)
            began = _Began.now(who)
            run_id = queue_up(session, ("assess", subject, now.date().isoformat()), now)
            assert run_id is not None
            queue.put(session, "night", [run_id])
            session.commit()
            while session.scalar(select(Run.status).where(Run.id == run_id)) != "done":
                session.rollback()
                time.sleep(PACE)
            return _checked(session, episodes, began)


def _cpu(process: int) -> float:
    """CPU seconds of a process and of all that it has started, gone or not (Linux)."""
    folder = Path(f"/proc/{process}")
    told = (folder / "stat").read_text("ascii").rpartition(")")[2].split()
    spent = sum(int(ticks) for ticks in told[11:15]) / os.sysconf("SC_CLK_TCK")
    started = (folder / "task" / str(process) / "children").read_text("ascii").split()
    return spent + sum(_cpu(int(one)) for one in started)


def _wait_for(session: Session, lanes: int) -> None:
    """Until all of them have started: each works in two lanes."""
    while (session.scalar(STARTED) or 0) < lanes:
        session.rollback()
        time.sleep(PACE)


def _checked(session: Session, episodes: int, began: _Began) -> Night:
    took = began.until_now()
    assert session.scalar(select(func.count()).select_from(Verdict)) == episodes + 1
    return took


@contextmanager
def _working(environment: dict[str, str], workers: int) -> Iterator[int]:
    """Workers at work; their process, of which several are children."""
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]
    process = subprocess.Popen(
        [*command, "--concurrency", str(workers)], env=environment, cwd=config.ROOT
    )
    try:
        yield process.pid
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
    print(f"{'':<18}{'seconds':>9}{'of one worker':>15}{'CPU: judging':>15}{'PostgreSQL':>12}")
    for count, one in taken.items():
        name = f"{count} worker{'s' * (count > 1)}" if count else "the clock itself"
        print(f"{name:<18}{one.wall:>9.1f}{one.wall / taken[1].wall:>15.2f}"
              f"{one.judging:>15.1f}{one.postgresql:>12.1f}")  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main())
