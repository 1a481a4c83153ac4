"""A setting that can't be used is said in one line, by the commands as they are typed."""

from collections.abc import Callable
from pathlib import Path

import pytest

import config
from tests.running import Running

WRONG = [
    ({"HOMECARE_PUBLIC_URL": "clinic"}, "HOMECARE_PUBLIC_URL must look like"),
    ({"HOMECARE_DATABASE_URL": "nonsense"}, "HOMECARE_DATABASE_URL must look like"),
    ({"HOMECARE_SMTP_URL": "smtp.example"}, "HOMECARE_SMTP_URL must look like"),
    ({"HOMECARE_SECRET_KEY": "short"}, "HOMECARE_SECRET_KEY must look like"),
]
TYPED = [
    ({"PORT": "abc"}, "PORT must be a whole number from 1 to 65535, not 'abc'"),
    ({"HOMECARE_DATABASE_URL": "postgresql://x@127.0.0.1:1/x"}, "the database does not answer"),
]


@pytest.mark.parametrize(("setting", "said"), WRONG, ids=lambda value: str(value)[:40])
def test_a_setting_that_can_not_be_used_says_what_to_write_instead(
    tmp_path: Path, setting: dict[str, str], said: str
) -> None:
    with pytest.raises(config.SettingError, match=said):
        config.read({"HOMECARE_INSTANCE": str(tmp_path), **setting})


@pytest.mark.parametrize(("setting", "said"), TYPED, ids=lambda value: str(value)[:40])
def test_a_setting_that_can_not_be_used_is_said_without_a_traceback(
    tmp_path: Path, setting: dict[str, str], said: str
) -> None:
    house = Running(tmp_path, "")
    house.environment |= setting
    answer = house.command("serve", refused=True)
    assert said in answer
    assert "Traceback" not in answer


def test_a_clock_file_is_refused_before_a_real_database_is_made(
    new_database: Callable[[str], str], tmp_path: Path
) -> None:
    house = Running(tmp_path, new_database("moved"), moved_clock=True)
    answer = house.command("serve", refused=True)
    assert "HOMECARE_CLOCK_FILE is for demonstrations" in answer
    assert "Traceback" not in answer


def test_a_clock_file_without_a_time_is_said(tmp_path: Path) -> None:
    house = Running(tmp_path, "", moved_clock=True)
    house.clock_file.write_text("soon")
    answer = house.command("demo", refused=True)
    assert "must hold a time like 2026-03-02T09:00" in answer
    assert "Traceback" not in answer


@pytest.mark.parametrize(
    ("email", "zone", "password", "said"),
    [
        ("olive", "Europe/London", "long-enough-1234", "olive is no email address"),
        ("olive@homecare.example", "Mars/Base", "long-enough-1234", "Mars/Base is no time zone"),
        ("olive@homecare.example", "Europe/London", "short", "Use at least 10 characters."),
    ],
)
def test_a_practice_that_can_not_be_made_is_said(
    tmp_path: Path, email: str, zone: str, password: str, said: str
) -> None:
    answer = Running(tmp_path, "").command(
        "practice", "create", "--name", "Mill Lane", "--owner-name", "Olive Park",
        "--owner-email", email, "--zone", zone, "--password", password, refused=True,
    )  # fmt: skip
    assert said in answer
    assert "Traceback" not in answer
