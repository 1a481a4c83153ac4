"""Backups of each night: once a day, a few kept, and somebody told when the last one is old."""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

import config
from config import Settings
from homecare import clock
from homecare.backups import scheduled
from homecare.backups.file.sealed import opened
from homecare.backups.scheduled import file_of, in_folder, last_good, problem, rotate, to_keep
from homecare.jobs.backup import back_up
from tests.make.diary import Care
from tests.make.people import signed_in

DAY = timedelta(days=1)
MORNING = datetime(2026, 3, 2, 4, 30, tzinfo=UTC)
LAST = date(2026, 11, 29)  # a Sunday


@pytest.fixture
def nightly(settings: Settings, session: Session, care: Care, tmp_path: Path) -> Settings:
    """Settings with a folder for backups, which is not there yet; a practice is."""
    declared = "INSERT INTO installation (id, kind, made_at) VALUES (1, 'real', '2026-01-01')"
    session.connection().exec_driver_sql(declared)
    session.commit()
    return replace(settings, backups=tmp_path / "backups")


def folder_of(settings: Settings) -> Path:
    assert settings.backups is not None
    return settings.backups


def test_a_year_of_nights_leaves_days_weeks_and_months() -> None:
    kept: set[date] = set()
    for back in range(400, -1, -1):
        kept = to_keep({*kept, LAST - back * DAY})
    days = {LAST - back * DAY for back in range(7)}
    weeks = {LAST - back * 7 * DAY for back in range(5)}
    months = {date(2026, month + 1, 1) - DAY for month in range(1, 11)} | {date(2025, 12, 31)}
    assert kept == days | weeks | months


@pytest.mark.parametrize("days", [[], [LAST], [LAST, LAST - 900 * DAY]])
def test_the_newest_and_what_is_alone_in_its_month_are_kept(days: list[date]) -> None:
    assert to_keep(days) == set(days)


def test_only_its_own_files_are_let_go(tmp_path: Path) -> None:
    for back in range(60):
        file_of(tmp_path, LAST - back * DAY).touch()
    others = ("notes.txt", "homecare-2026-01-01.backup.mine", "homecare-2026-99-01.backup")
    for name in (*others, ".homecare-2026-11-28.backup.part"):
        (tmp_path / name).touch()
    assert rotate(tmp_path) == 60 - len(in_folder(tmp_path))
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {*others, *(path.name for path in in_folder(tmp_path).values())}
    assert max(in_folder(tmp_path)) == LAST


def test_one_is_taken_after_the_night_and_never_twice(session: Session, nightly: Settings) -> None:
    before = datetime(2026, 3, 2, 3, 59, tzinfo=UTC)
    assert back_up(session, nightly, before, None) == 0
    assert back_up(session, nightly, MORNING, None) == 1
    for later in (timedelta(minutes=1), timedelta(hours=19)):
        assert back_up(session, nightly, MORNING + later, None) == 0
    assert back_up(session, nightly, MORNING + DAY, None) == 1
    assert sorted(in_folder(folder_of(nightly))) == [date(2026, 3, 2), date(2026, 3, 3)]
    with opened(file_of(folder_of(nightly), date(2026, 3, 2))) as reader:
        assert reader.manifest.tables["client"].rows == 1
    assert folder_of(nightly).stat().st_mode & 0o777 == 0o700


def test_without_the_setting_none_is_taken(
    session: Session, nightly: Settings, tmp_path: Path
) -> None:
    assert back_up(session, replace(nightly, backups=None), MORNING, None) == 0
    assert list(tmp_path.iterdir()) == []


def test_one_that_failed_is_tried_again_after_ten_minutes(
    session: Session, nightly: Settings
) -> None:
    folder_of(nightly).write_text("a file where the folder should be")
    assert back_up(session, nightly, MORNING, None) == 0
    folder_of(nightly).unlink()
    assert back_up(session, nightly, MORNING + timedelta(minutes=1), None) == 0
    assert back_up(session, nightly, MORNING + timedelta(minutes=11), None) == 1


def written(folder: Path, ago: timedelta) -> Path:
    """A backup that was written so long ago."""
    folder.mkdir(exist_ok=True)
    file = file_of(folder, (clock.machine_time() - ago).date())
    file.touch()
    at = (clock.machine_time() - ago).timestamp()
    os.utime(file, (at, at))
    return file


@pytest.mark.parametrize(("ago", "said"), [(1, None), (49, None), (51, "2 days"), (240, "10 days")])
def test_an_old_one_is_a_problem(tmp_path: Path, ago: int, said: str | None) -> None:
    written(tmp_path, timedelta(hours=ago))
    found = problem(tmp_path, clock.machine_time())
    assert found == (said and f"the last backup is {said} old")


def test_none_is_a_problem_and_so_is_a_folder_that_is_gone(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "gone"):
        assert last_good(folder) is None
        assert problem(folder, clock.machine_time()) == "there is no backup yet"


def test_a_folder_that_can_not_be_written_is_known_before_the_first_night(tmp_path: Path) -> None:
    assert scheduled.closed_to_us(tmp_path) is None
    assert scheduled.closed_to_us(tmp_path / "made-by-the-first") is None
    far = tmp_path / "misspelt" / "backups"
    assert scheduled.closed_to_us(far) == (
        f"there is no folder {far} for backups, and homecare can’t make it"
    )
    (file := tmp_path / "a-file").touch()
    assert scheduled.closed_to_us(file) == (
        f"the folder for backups, {file}, can’t be written by homecare"
    )


@pytest.fixture
def set_to(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[[Path | None], None]:
    """The app with that folder for backups."""

    def put(folder: Path | None) -> None:
        monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], backups=folder))

    return put


def test_the_health_page_knows_the_age_of_the_last(
    browser_client: FlaskClient, set_to: Callable[[Path | None], None], tmp_path: Path
) -> None:
    assert "backup_seconds_ago" not in browser_client.get("/healthz").json
    set_to(tmp_path)
    assert "backup_seconds_ago" not in browser_client.get("/healthz").json  # just started
    file = written(tmp_path, timedelta(hours=3))
    answer = browser_client.get("/healthz").json
    assert 3 * 3600 <= answer["backup_seconds_ago"] < 3 * 3600 + 300
    assert not [problem for problem in answer["problems"] if "backup" in problem]
    file.unlink()
    written(tmp_path, timedelta(days=4))
    answer = browser_client.get("/healthz")
    assert answer.status_code == 503
    assert "the last backup is 4 days old" in answer.json["problems"]


BEHIND, NOT_SET = "the last backup is 4 days old", "No backups are made by themselves"


def test_an_old_one_is_told_to_the_owner_on_every_page_of_the_desk(
    app: Flask, care: Care, set_to: Callable[[Path | None], None], tmp_path: Path
) -> None:
    set_to(tmp_path)
    written(tmp_path, timedelta(days=4))
    owner, therapist = (signed_in(app, f"{who}@homecare.example") for who in ("owner", "therapist"))
    for page in ("/caseload", "/practice"):
        assert BEHIND in owner.get(page).text
        assert BEHIND not in therapist.get(page).text
    written(tmp_path, timedelta(hours=1))
    assert BEHIND not in owner.get("/caseload").text


def test_where_none_are_made_the_owner_reads_how_in_one_place(
    app: Flask, care: Care, set_to: Callable[[Path | None], None], tmp_path: Path
) -> None:
    owner, therapist = (signed_in(app, f"{who}@homecare.example") for who in ("owner", "therapist"))
    assert NOT_SET in owner.get("/practice").text
    assert NOT_SET not in owner.get("/caseload").text
    assert NOT_SET not in therapist.get("/practice").text
    set_to(tmp_path)
    assert NOT_SET not in owner.get("/practice").text


@pytest.mark.parametrize("named", ["backups", "~/backups", "/backups\n"])
def test_a_folder_is_named_from_the_root(tmp_path: Path, named: str) -> None:
    with pytest.raises(config.SettingError, match="HOMECARE_BACKUPS must look like this: /"):
        config.read({"HOMECARE_INSTANCE": str(tmp_path), "HOMECARE_BACKUPS": named})
