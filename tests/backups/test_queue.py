"""The queue of the workers is part of no backup: it is left behind, left alone, and fills again."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Event
from uuid import UUID

import pytest
from sqlalchemy import inspect, select, text
from sqlalchemy.orm import Session

from config import Settings
from homecare.app import create_app
from homecare.backups.back import restore
from homecare.backups.moving import move
from homecare.backups.taking import Source, take
from homecare.clockwork.models import Run
from homecare.clockwork.runs import queue_up
from homecare.jobs import clock_process
from homecare.jobs.engine import deferring, queue
from homecare.jobs.table import Work
from tests.backups.conftest import WHEN, numbers
from tests.backups.drills import settings_of
from tests.backups.random_rows import engine_of, make_random
from tests.commands.migrated import migrate_to

pytestmark = [pytest.mark.postgresql, pytest.mark.usefixtures("database_url")]
JOBS = text("SELECT args ->> 'run' FROM procrastinate.procrastinate_jobs")
PIECE = ("round", "reminders", "")


@pytest.fixture
def waiting(
    request: pytest.FixtureRequest, new_database: Callable[[str], str], tmp_path: Path
) -> Settings:
    """A server on which a piece waits for a worker; without its queue it is lost from it."""
    url = new_database(f"waiting{next(numbers)}")
    migrate_to(url, "head")
    make_random(url, 7)
    engine = engine_of(url)
    if request.param:
        queue.prepare(engine)
    with Session(engine) as session:
        run_id = queue_up(session, PIECE, WHEN)
        assert run_id is not None
        if request.param:
            queue.put(session, "reports", [run_id])
        session.commit()
    return settings_of(tmp_path / "waiting", url)


@pytest.fixture
def place(request: pytest.FixtureRequest, empty: Settings) -> Settings:
    """An empty database, or one in which workers have been before."""
    if request.param:
        engine = engine_of(empty.database_url)
        queue.prepare(engine)
        with Session(engine) as session:
            queue.put(session, "reports", [UUID(int=7)])
            session.commit()
    return empty


def has_queue(url: str) -> bool:
    return queue.NAME in inspect(engine_of(url)).get_schema_names()


def moved(waiting: Settings, place: Settings, _folder: Path) -> None:
    move(waiting, source_of(waiting), place.database_url, WHEN, migrate_to)


def restored(waiting: Settings, place: Settings, folder: Path) -> None:
    kept = take(source_of(waiting), folder / "backup", WHEN).path
    restore(place, kept, None, migrate_to)


def source_of(settings: Settings) -> Source:
    return Source(engine_of(settings.database_url), settings.instance, [])


Way = Callable[[Settings, Settings, Path], None]
HERE_THERE_AND_HOW = "waiting", "place", "way"


def between(*given: tuple[bool, bool, Way]) -> pytest.MarkDecorator:
    """Whether there is a queue here, whether there is one there, and how everything gets there."""
    return pytest.mark.parametrize(HERE_THERE_AND_HOW, given, indirect=["waiting", "place"])


@between((False, False, restored), (True, False, moved), (False, True, moved),
         (True, True, restored))  # fmt: skip
def test_workers_find_the_piece_that_waited(
    waiting: Settings, place: Settings, tmp_path: Path, way: Way
) -> None:
    before = has_queue(place.database_url)
    way(waiting, place, tmp_path)
    assert has_queue(place.database_url) == before, "it comes and goes with the workers alone"
    engine, later = engine_of(place.database_url), WHEN + timedelta(hours=1)
    queue.prepare(engine)
    with Session(engine) as session:
        run_id = session.scalars(select(Run.id).where(Run.kind == "round")).one()
        deferring.mend(Work(session, place, later, demonstration=False))
        assert list(session.scalars(JOBS)).count(str(run_id)) == 1


@between((True, False, restored), (True, True, moved))
def test_a_clock_that_works_itself_needs_no_queue(
    waiting: Settings, place: Settings, tmp_path: Path, way: Way
) -> None:
    before = has_queue(place.database_url)
    way(waiting, place, tmp_path)
    app = create_app(replace(place, workers=False))
    names = [line.name for line in clock_process.lines(app, Event())]
    assert names == ["heartbeat", "urgent mail", "mail", "work"]
    with Session(engine_of(place.database_url)) as session:
        assert session.scalar(select(Run.id).where(Run.kind == "round")) is None
    assert has_queue(place.database_url) == before
