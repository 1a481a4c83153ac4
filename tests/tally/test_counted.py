"""What is asked for is counted in the database, forgotten in time, and names nobody."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from limits.storage import MemoryStorage, Storage
from sqlalchemy import inspect, select, text
from sqlalchemy.orm import Session

from config import SettingError, Settings, read
from homecare.extensions import db
from homecare.jobs.nightly import assess
from homecare.tally.models import Tally
from homecare.tally.storage import Asked, DatabaseStorage, first_over, where_counted
from tests.make.diary import Care, statements
from tests.make.people import NOW

MINUTE, AT_ONCE = 60, 40


def test_a_count_begins_with_the_first_and_anew_when_its_time_is_over(
    app: Flask, clock: time_machine.Traveller
) -> None:
    storage = DatabaseStorage("homecare://")
    with app.app_context():
        assert [storage.incr("somebody", MINUTE, amount=2) for _ in range(3)] == [2, 4, 6]
        assert storage.incr("somebody else", MINUTE) == 1
        clock.shift(timedelta(seconds=MINUTE - 1))
        assert storage.get("somebody") == 6
        assert storage.get_expiry("somebody") == (NOW + timedelta(seconds=MINUTE)).timestamp()
        clock.shift(timedelta(seconds=1))
        assert storage.get("somebody") == 0
        assert storage.incr("somebody", MINUTE) == 1


def test_none_is_lost_where_many_count_at_once(app: Flask) -> None:
    storage = DatabaseStorage("homecare://")

    def count_one(_: int) -> int:
        with app.app_context():
            return storage.incr("everybody", MINUTE * MINUTE)

    with ThreadPoolExecutor(4) as hands:
        assert sorted(hands.map(count_one, range(AT_ONCE))) == list(range(1, AT_ONCE + 1))


def storages() -> list[Storage]:
    return [MemoryStorage(), DatabaseStorage("homecare://")]


@pytest.mark.parametrize("storage", storages(), ids=["memory", "database"])
def test_of_several_limits_none_counts_after_the_one_that_is_used_up(
    app: Flask, storage: Storage
) -> None:
    limits = [Asked("minute", MINUTE, 1, 2), Asked("hour", 60 * MINUTE, 1, 5),
              Asked("day", 24 * 60 * MINUTE, 1, 9)]  # fmt: skip
    with app.app_context():
        assert [first_over(storage, limits) for _ in range(4)] == [None, None, 0, 0]
        assert [storage.get(one.key) for one in limits] == [4, 2, 2]
        assert first_over(storage, limits[1:]) is None
        assert first_over(storage, []) is None


def test_all_limits_of_a_request_are_counted_by_one_statement(app: Flask, session: Session) -> None:
    storage = DatabaseStorage("homecare://")
    limits = [Asked(name, MINUTE, 1, 9) for name in ("changes", "kilobytes", "a day's")]
    with app.app_context(), statements(session) as sent:
        assert first_over(storage, limits) is None
        assert first_over(storage, limits[:1]) is None
    assert len([one for one in sent if "tally" in one]) == 2
    with app.app_context():
        assert [storage.get(one.key) for one in limits] == [2, 1, 1]


def test_who_count_the_same_in_another_order_never_wait_for_each_other(app: Flask) -> None:
    storage = DatabaseStorage("homecare://")
    limits = [Asked(f"limit {n}", 60 * MINUTE, 1, 10_000) for n in range(6)]

    def count(turn: int) -> int | None:
        with app.app_context():
            return first_over(storage, limits if turn % 2 else limits[::-1])

    with ThreadPoolExecutor(4) as hands:
        assert {*hands.map(count, range(AT_ONCE))} == {None}
    with app.app_context():
        assert {storage.get(one.key) for one in limits} == {AT_ONCE}


def test_nobody_can_be_read_out_of_it(app: Flask, session: Session) -> None:
    with app.app_context():
        DatabaseStorage("homecare://").incr("LIMITER/198.51.100.7/letter", MINUTE)
    row = session.scalars(select(Tally)).one()
    assert "198" not in row.key
    assert len(row.key) == 32


def test_the_night_forgets_what_counts_for_nothing_any_more(
    app: Flask, session: Session, care: Care, settings: Settings, clock: time_machine.Traveller
) -> None:
    with app.app_context():
        storage = DatabaseStorage("homecare://")
        storage.incr("an hour ago", MINUTE)
        clock.shift(timedelta(days=1))
        storage.incr("just now", MINUTE)
    assert assess(session, settings, NOW + timedelta(days=1), None) > 0
    session.rollback()
    assert session.query(Tally).count() == 1


def test_on_postgresql_no_count_waits_for_the_disk(app: Flask, session: Session) -> None:
    with app.app_context():
        if db.engine.dialect.name != "postgresql":
            assert inspect(db.engine).has_table("tally")
            return
    kept = session.scalar(text("SELECT relpersistence FROM pg_class WHERE relname = 'tally'"))
    assert kept in ("u", b"u")


def test_one_process_on_a_file_counts_for_itself(settings: Settings) -> None:
    alone = replace(settings, database_url="sqlite:////srv/homecare.sqlite")
    assert where_counted(alone) == "process://"
    assert where_counted(replace(alone, web_workers=2)) == "homecare://"
    elsewhere = replace(alone, database_url="postgresql://a@b/c")
    assert where_counted(elsewhere) == "homecare://"


@pytest.mark.parametrize("written", ["0", "-1", "two", "33", "1.5"])
def test_a_number_of_processes_that_is_none_is_said(written: str, tmp_path: object) -> None:
    said = {"HOMECARE_INSTANCE": str(tmp_path), "HOMECARE_WEB_WORKERS": written}
    with pytest.raises(SettingError, match="HOMECARE_WEB_WORKERS must be a whole number from 1"):
        read(said)


@pytest.mark.parametrize(("url", "given", "threads"), [
    ("postgresql://a@b/c", "", 16), ("sqlite:////srv/homecare.sqlite", "", 8),
    ("postgresql://a@b/c", "5", 5),
])  # fmt: skip
def test_a_server_that_waits_for_postgresql_answers_more_side_by_side(
    url: str, given: str, threads: int, tmp_path: object
) -> None:
    said = {"HOMECARE_INSTANCE": str(tmp_path), "HOMECARE_DATABASE_URL": url,
            "HOMECARE_SECRET_KEY": 40 * "a", "HOMECARE_WEB_THREADS": given}  # fmt: skip
    assert read(said).web_threads == threads
