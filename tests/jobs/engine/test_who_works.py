"""Who does the clock's work is a setting; what waits stands in a queue by its kind."""

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

import config
from homecare.jobs.engine.pieces import QUEUES, lanes, queue_of

POSTGRESQL = {"HOMECARE_DATABASE_URL": "postgresql://homecare@127.0.0.1/homecare"}
SECRET = {"HOMECARE_SECRET_KEY": "a secret of the tests, long enough to sign"}


def read(tmp_path: Path, **given: str) -> config.Settings:
    return config.read({"HOMECARE_INSTANCE": str(tmp_path), **SECRET, **given})


def test_the_clock_does_all_itself_unless_workers_are_asked_for(tmp_path: Path) -> None:
    assert not read(tmp_path).workers
    assert not read(tmp_path, **POSTGRESQL, HOMECARE_JOBS="clock").workers
    assert read(tmp_path, **POSTGRESQL, HOMECARE_JOBS="workers").workers


@pytest.mark.parametrize("given", [{"HOMECARE_JOBS": "workers"}, {"HOMECARE_JOBS": "nobody"}])
def test_workers_on_sqlite_are_refused_with_what_to_write(
    tmp_path: Path, given: dict[str, str]
) -> None:
    with pytest.raises(
        config.SettingError,
        match="this: clock, or on PostgreSQL workers",
    ):
        read(tmp_path, **given)


def test_a_worker_without_the_setting_says_what_is_missing(app: Flask) -> None:
    """The clock would do the same work beside it."""
    found = app.test_cli_runner().invoke(args=["worker"])
    assert found.exit_code == 1
    assert "HOMECARE_JOBS=workers" in found.output


def test_a_queue_that_is_none_is_refused_by_name(app: Flask) -> None:
    before = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(before, workers=True)
    try:
        found = app.test_cli_runner().invoke(args=["worker", "--queues", "urgent,mial"])
    finally:
        app.config["SETTINGS"] = before
    assert found.exit_code == 1
    assert "no such queue: mial; there are urgent, mail, night, reports" in found.output


@pytest.mark.parametrize(
    ("kind", "subject", "queue"),
    [
        ("assess", "0/Europe/London", "night"),
        ("assess-part", "0/0", "night"),
        ("audit", "server", "reports"),
        ("round", "weekly-emails", "reports"),
        ("round", "send-mail", "mail"),
        ("round", "urgent-mail", "urgent"),
    ],
)
def test_where_a_piece_waits(kind: str, subject: str, queue: str) -> None:
    assert queue_of(kind, subject) == queue


def test_urgent_mail_has_a_lane_of_its_own_in_each_worker() -> None:
    assert lanes([*QUEUES]) == [["urgent"], ["mail", "night", "reports"]]
    assert lanes(["night"]) == [["night"]]
    assert lanes(["urgent"]) == [["urgent"]]
