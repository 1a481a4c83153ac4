"""The demonstration beside the real thing, and one database beside another."""

import os
import pwd
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

import config
from homecare import clock
from homecare.accounts.installation import DEMONSTRATION, REAL, declare
from homecare.app import create_app
from homecare.extensions import db
from tests.commands.migrated import migrate_to
from tests.make.people import PASSWORD, csrf_token, make_practice, make_therapist
from tests.running import Running

PRACTICE = ("practice", "create", "--name", "Mill Lane", "--owner-name", "Olive Park",
            "--owner-email", "olive@homecare.example", "--password", "kettle-lamp-orchard-7",
            "--nation", "scotland")  # fmt: skip


def cookies_of(settings: config.Settings, folder: Path, kind: str) -> set[str]:
    """The names of the cookies of somebody who has signed in to stay."""
    path = folder / f"{kind}.sqlite"
    first = create_app(replace(settings, instance=folder, database_url=f"sqlite:///{path}"))
    migrate_to(f"sqlite:///{path}", "head")
    with first.app_context():
        with Session(db.engine) as session:
            declare(session, kind, clock.machine_time())
            practice, _ = make_practice(session)
            make_therapist(session, practice)
        db.engine.dispose()
    app = create_app(replace(settings, instance=folder, database_url=f"sqlite:///{path}"))
    browser = app.test_client()
    fields = {"email": "therapist@homecare.example", "password": PASSWORD, "remember": "y"}
    browser.post("/sign-in", data={**fields, "csrf_token": csrf_token(browser)})
    assert browser.get("/caseload").status_code == 200
    with app.app_context():
        db.engine.dispose()
    return {cookie.key for cookie in browser._cookies.values()}


def test_a_demonstration_and_the_real_thing_keep_apart_in_one_cookie_jar(
    settings: config.Settings, tmp_path: Path
) -> None:
    real = cookies_of(settings, tmp_path, REAL)
    demonstration = cookies_of(settings, tmp_path, DEMONSTRATION)
    assert real >= {"__Host-session", "__Host-remember_token"}
    assert len(demonstration) == len(real)
    assert not real & demonstration


def test_beside_a_filled_folder_an_empty_database_says_that_nothing_came_along(
    tmp_path: Path,
) -> None:
    migrate_to(f"sqlite:///{tmp_path / 'homecare.sqlite'}", "head")
    filled = Running(tmp_path, "")
    filled.command(*PRACTICE)
    empty = Running(tmp_path, f"sqlite:///{tmp_path / 'new.sqlite'}")
    words = "Nothing was carried over from"
    assert words in empty.command(*PRACTICE)
    again = empty.command(*PRACTICE, refused=True)
    assert "This address has a sign-in already" in again
    assert words not in again


def test_a_practice_is_never_given_a_nation_unasked(tmp_path: Path) -> None:
    house = Running(tmp_path, "")
    answer = house.command(*PRACTICE[:-2], refused=True)
    assert "Where it is (decides the emergency numbers) (england, scotland, wales," in answer


@contextmanager
def as_nobody() -> Iterator[Path]:
    """A folder of an ordinary user's, and this process with that user's rights."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(pwd.getpwnam("nobody").pw_uid)
    folder = Path(tempfile.mkdtemp(prefix="hc-instance-", dir="/tmp"))
    try:
        yield folder
    finally:
        folder.chmod(0o700)
        os.seteuid(before)
        shutil.rmtree(folder)


@pytest.mark.parametrize("name", ["", "homecare.sqlite", "demonstration.sqlite-wal", "mail"])
def test_what_can_not_be_written_names_the_setting(name: str) -> None:
    with as_nobody() as folder:
        path = folder / name
        if name == "mail":
            path.mkdir()
        elif name:
            path.touch()
        path.chmod(0o555)
        with pytest.raises(config.SettingError, match=r"HOMECARE_INSTANCE, .* can't be written"):
            config.read({"HOMECARE_INSTANCE": str(folder)})
