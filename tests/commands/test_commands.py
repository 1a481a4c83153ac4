"""The commands, as somebody types them: real processes, on databases of their own."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email.parser import BytesParser
from email.policy import default
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import SettingError, Settings
from homecare.accounts.installation import REAL, declare, is_demonstration
from homecare.demonstration import PASSWORD, SIGN_INS
from homecare.diary.models import DiaryDay
from homecare.extensions import db
from homecare.language import short_day_and_month
from tests.make.diary import DAY, make_care, record, the_day, told
from tests.make.people import NOW
from tests.running import Running
from tests.visitor import Visitor

CLIENT, THERAPIST = "client@homecare.example", "therapist@homecare.example"
WEEK_TO = re.compile(r"\(week to (\d+ \w+)\)")
AGREED = {
    CLIENT: ("/today", "/progress", "/advice", "/red-flags", "/me", "/demo/mail"),
    THERAPIST: ("/caseload", "/clients/new", "/library", "/templates", "/flags", "/practice"),
}


@pytest.mark.any_database
def test_the_demonstration_says_where_it_is_and_how_to_sign_in(demonstration: Running) -> None:
    first = demonstration.said().splitlines()[: 1 + len(SIGN_INS)]
    assert demonstration.address in first[0]
    for line, sign_in in zip(first[1:], SIGN_INS, strict=True):
        assert sign_in.email in line
        assert sign_in.password in line
        assert sign_in.email in Visitor(demonstration.address).read("/sign-in")


@pytest.mark.any_database
def test_no_command_of_a_library_makes_people_behind_the_trail(app: Flask) -> None:
    assert {"users", "roles"}.isdisjoint(app.cli.commands)
    assert {"practice", "audit", "keys"} <= app.cli.commands.keys()


@pytest.mark.any_database
@pytest.mark.parametrize("email", AGREED)
def test_every_agreed_address_answers(demonstration: Running, email: str) -> None:
    visitor = Visitor(demonstration.address).sign_in(email, PASSWORD)
    assert {page: visitor.status(page) for page in AGREED[email]} == dict.fromkeys(
        AGREED[email], 200
    )


@pytest.mark.any_database
def test_no_digest_of_the_demonstration_knows_of_days_after_it(demonstration: Running) -> None:
    """Four people work there, and the older of two Mondays is told first."""
    demonstration.until("digests are there", lambda: len(digests(demonstration)) >= 4)
    told = [(day, week) for day, text in digests(demonstration) for week in WEEK_TO.findall(text)]
    assert told
    for day, week in told:
        assert week == short_day_and_month(day - DAY), day


def digests(demonstration: Running) -> list[tuple[date, str]]:
    """The digests that were written, each with its day."""
    read = [BytesParser(policy=default).parsebytes(mail.read_bytes())
            for mail in demonstration.mails()]  # fmt: skip
    return [
        (parsedate_to_datetime(mail["Date"]).date(), mail.get_body(("plain",)).get_content())
        for mail in read
        if "Your clients this week" in mail["Subject"]
    ]


@pytest.mark.any_database
def test_ctrl_c_leaves_no_process_and_a_second_start_keeps_the_data(demonstration: Running) -> None:
    visitor = Visitor(demonstration.address).sign_in(THERAPIST, PASSWORD)
    before = names_on(visitor.read("/caseload?whose=all"))
    demonstration.stop()  # fails where a process is left
    demonstration.start()
    kept = "Its data are kept from last time."
    demonstration.until("it says that it kept them", lambda: kept in demonstration.said())
    assert names_on(visitor.read("/caseload?whose=all")) == before
    assert len(before) >= 15


def names_on(caseload: str) -> set[str]:
    return set(re.findall(r'href="/clients/[0-9a-f-]{36}"[^>]*>([^<]+)<', caseload))


def test_a_real_practice_is_made_and_served(
    new_database: Callable[[str], str], tmp_path: Path
) -> None:
    house = Running(tmp_path, new_database("real"))
    words = ("practice", "create", "--name", "Mill Lane", "--owner-name", "Olive Park",
             "--owner-email", "olive@homecare.example", "--nation", "scotland")  # fmt: skip
    refused = house.command(*words, "--password", PASSWORD, refused=True)
    assert "demonstration’s password" in refused
    own = "kettle-lamp-orchard-7"
    made = house.command(*words, "--password", own)
    assert "Mill Lane is ready; sign in as olive@homecare.example" in made
    assert "it can't become demonstration" in house.command("demo", refused=True)
    house.start("serve")
    try:
        visitor = Visitor(house.address)
        assert CLIENT not in visitor.read("/sign-in")
        assert visitor.status("/demo/mail") == 404
        assert "Olive Park" in visitor.sign_in("olive@homecare.example", own).read("/caseload")
    finally:
        house.stop()


def test_time_is_not_moved_under_real_diaries(
    app: Flask, session: Session, settings: Settings, tmp_path: Path
) -> None:
    declare(session, REAL, NOW)
    session.commit()
    with app.app_context(), pytest.raises(SettingError, match="is for demonstrations"):
        is_demonstration(db.engine, replace(settings, clock_file=tmp_path / "now"))


@pytest.mark.any_database
def test_a_taken_port_is_said_and_another_one_named(
    demonstration: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    free = str(tmp_path)  # a folder that nobody serves
    monkeypatch.setitem(demonstration.environment, "HOMECARE_INSTANCE", free)
    said = demonstration.command("demo", "--serve", refused=True)
    port = demonstration.port
    assert f"port {port} is taken; choose another one, like PORT={port + 1} make run" in said


def test_a_night_is_assessed_once(app: Flask, session: Session) -> None:
    make_care(session)
    run = app.test_cli_runner().invoke
    assert run(args=["job", "run", "assess", "--on", "2026-03-03"]).output == "assess: 1 done\n"
    assert run(args=["job", "run", "assess", "--on", "2026-03-03"]).output == "assess: 0 done\n"
    assert run(args=["job", "run", "nonsense"]).exit_code == 2


@pytest.mark.parametrize("name", ["assess", "weekly-emails", "reminders", "check-ins"])
@pytest.mark.parametrize("day", ["0001-01-01", "1999-12-31", "2126-01-01", "9999-12-31"])
def test_a_year_typed_wrong_is_refused_before_anything_is_done(
    app: Flask, name: str, day: str
) -> None:
    answer = app.test_cli_runner().invoke(args=["job", "run", name, "--on", day])
    assert answer.exit_code == 1
    assert f"{day} is out of reach" in answer.output


@pytest.mark.parametrize("name", ["assess", "weekly-emails", "reminders", "backup"])
def test_a_real_practice_is_not_carried_into_days_to_come(
    app: Flask, session: Session, name: str
) -> None:
    care = make_care(session)
    day = datetime.now(UTC).date() + timedelta(days=2)
    answer = app.test_cli_runner().invoke(args=["job", "run", name, "--on", str(day)])
    assert answer.output == f"Error: {day} is out of reach: write a date from 2000-01-01 to today\n"
    session.expire_all()
    latest = session.scalars(select(DiaryDay.on).where(DiaryDay.episode_id == care.episode.id))
    assert max(latest, default=date.min) < day


def test_a_backup_that_is_typed_says_what_keeps_it(
    app: Flask, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_care(session)
    run = app.test_cli_runner().invoke
    unset = run(args=["job", "run", "backup"])
    assert (unset.exit_code, unset.output) == (
        1, "Error: no backup is made by itself: set HOMECARE_BACKUPS to the folder for them\n",
    )  # fmt: skip
    folder = tmp_path / "no such disk" / "backups"
    settings = replace(app.config["SETTINGS"], backups=folder)
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    failed = run(args=["job", "run", "backup", "--on", "2026-11-30"])
    assert (failed.exit_code, failed.stderr) == (
        1, f"Error: {folder}: No such file or directory\n",
    )  # fmt: skip


def test_the_days_are_worked_out_again_from_the_ledger(app: Flask, session: Session) -> None:
    care = make_care(session)
    record(session, care, told())
    spoilt = the_day(session, care.episode.id)
    assert spoilt is not None
    spoilt.leg = 9
    session.commit()
    assert app.test_cli_runner().invoke(args=["diary", "rebuild"]).exit_code == 0
    mended = the_day(session, care.episode.id)
    assert mended is not None
    assert mended.leg == 5
