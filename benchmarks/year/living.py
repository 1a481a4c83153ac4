"""Living through the year: each event in its turn, with the machine's clock set to its moment."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

import time_machine
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

import config
from benchmarks.year.calendar import DAY, Calendar, Event
from benchmarks.year.clinic import working_day
from benchmarks.year.decisions import decide_flags
from benchmarks.year.phones import evening
from benchmarks.year.seen import watching
from benchmarks.year.world import HOUSES, PUBLIC_URL, World, open_houses
from homecare.app import create_app
from homecare.extensions import db
from homecare.jobs.clock_process import tick
from homecare.language import local_day

Measure = Callable[[World, int], None]


@contextmanager
def lived(calendar: Calendar, clients: int, seed: int, measure: Measure) -> Iterator[World]:
    """The world after the year; `measure` is called at the end of each twelfth of it."""
    before = datetime.combine(calendar.start - DAY, time(12), UTC)
    with tempfile.TemporaryDirectory() as folder, _same_chances(seed):
        app, engine = _app(Path(folder))
        with Session(engine, expire_on_commit=False) as session:
            world = World(app, session, calendar, clients, seed)
            with time_machine.travel(before, tick=False) as clock, watching(world.seen):
                with app.app_context():
                    open_houses(world, before)
                for happens in calendar.events(_zones_of_houses(), world.zones()):
                    clock.move_to(happens.at)
                    _live(world, happens, measure)
                clock.move_to(datetime.combine(calendar.end, time(12), UTC))
                _tick(world, datetime.now(UTC))
                yield world


def _app(folder: Path) -> tuple[Flask, Engine]:
    settings = config.Settings(
        instance=folder,
        database_url=f"sqlite:///{folder}/year.sqlite",
        secret_key="a secret of the benchmarks, long enough",
        public_url=PUBLIC_URL,
        mail_from="no-reply@homecare.example",
        testing=True,
    )
    app = create_app(settings)
    with app.app_context():
        event.listen(db.engine, "connect", _leave_the_disk_alone)
        upgrade()
        return app, db.engine


def _leave_the_disk_alone(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA synchronous=OFF")


@contextmanager
def _same_chances(seed: int) -> Iterator[None]:
    """Ids that a seed decides, and no pauses for others who want to write: there are none."""
    dice = Random(seed)
    with (
        patch("uuid6.secrets.randbits", dice.getrandbits),
        patch("uuid6._last_v7_timestamp", None),
        patch("homecare.busy.time.sleep", lambda _seconds: None),
    ):
        yield


def _zones_of_houses() -> dict[str, str]:
    return {name: zone for name, (zone, _) in HOUSES.items()}


def _live(world: World, happens: Event, measure: Measure) -> None:
    if happens.what == "tick":
        _tick(world, happens.at)
    elif happens.what == "month":
        measure(world, int(happens.of))
    else:
        with world.app.app_context():
            _people_act(world, happens)


def _people_act(world: World, happens: Event) -> None:
    if happens.what == "clinic":
        house = world.houses[happens.of]
        working_day(world, house, happens.on, happens.at)
        decide_flags(world, house, happens.on, happens.at + timedelta(hours=1))
    else:
        evening(world, happens.of, happens.on, happens.at)


def _tick(world: World, now: datetime) -> None:
    """One tick of the clock process; then see what was written and what has left."""
    known = len(world.seen.letters)
    world.session.rollback()
    tick(world.app)
    world.seen.look_at_runs(world.session)
    world.session.rollback()
    people = world.by_client()
    for letter in list(world.seen.letters.values())[known:]:
        if letter.kind == "check-in" and letter.client_id is not None:
            one = people[letter.client_id]
            one.asked_on = local_day(now, one.zone)
