"""A setting that can't be used is said in one line, by the commands as they are typed."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

import config
from homecare import clock
from homecare.accounts.models import Practice
from tests.running import Running

WRONG = [
    ({"HOMECARE_PUBLIC_URL": "clinic"}, "HOMECARE_PUBLIC_URL must look like"),
    ({"HOMECARE_DATABASE_URL": "nonsense"}, "HOMECARE_DATABASE_URL must look like"),
    (
        {"HOMECARE_DATABASE_URL": "postgresql+psycopg2://h/x"},
        "HOMECARE_DATABASE_URL must look like",
    ),
    ({"HOMECARE_DATABASE_URL": "sqlite+aiosqlite:///x"}, "HOMECARE_DATABASE_URL must look like"),
    ({"HOMECARE_DATABASE_URL": "postgresql://h:abc/x"}, "HOMECARE_DATABASE_URL must look like"),
    ({"HOMECARE_DATABASE_URL": "postgresql://u:p@ss@h/x"}, "write %40 for an @ in a password"),
    ({"HOMECARE_DATABASE_URL": "sqlite://"}, "HOMECARE_DATABASE_URL must look like"),
    ({"HOMECARE_DATABASE_URL": "sqlite:///:memory:"}, "HOMECARE_DATABASE_URL must look like"),
    ({"HOMECARE_SMTP_URL": "smtp.example"}, "HOMECARE_SMTP_URL must look like"),
    ({"HOMECARE_SECRET_KEY": "short"}, "HOMECARE_SECRET_KEY must look like"),
    ({"HOMECARE_PUBLIC_URL": "https://[::1"}, "HOMECARE_PUBLIC_URL must look like"),
    ({"HOMECARE_SMTP_URL": "smtp://mail.example:mail"}, "HOMECARE_SMTP_URL must look like"),
    ({"HOMECARE_MAIL_FROM": "Mill Lane <mail@mill.example>"}, "HOMECARE_MAIL_FROM must look like"),
    ({"HOMECARE_PUBLIC_URL": "https://mühle-.example"}, "HOMECARE_PUBLIC_URL names no host"),
    ({"HOMECARE_BIND": "999.1.1.1"}, "HOMECARE_BIND must be an address of this machine"),
    ({"HOMECARE_BIND": "127.0.0.1:5000"}, "HOMECARE_BIND must be an address of this machine"),
    ({"HOMECARE_CLOCK_FILE": "/nosuch/now"}, "HOMECARE_CLOCK_FILE, /nosuch/now: its folder"),
    *(
        ({"HOMECARE_PUBLIC_URL": address}, "HOMECARE_PUBLIC_URL must look like")
        for address in (
            "https://user:pw@x/?q#f",
            "https://x?q",
            "https://x/#f",
            "https://x:99999",
            "https://x:0",
            "https://a b",
            "https://x\n",
            "ftp://x",
            "https://",
        )
    ),
    ({"HOMECARE_PUBLIC_URL": "https://[:::1]"}, "HOMECARE_PUBLIC_URL names no host"),
    *(
        ({"HOMECARE_SMTP_URL": address}, "HOMECARE_SMTP_URL must look like")
        for address in ("smtp://mail.example:99999", "smtp://mail.example:65536", "smtp://a b")
    ),
    ({"HOMECARE_DATABASE_URL": "postgresql://h:99999/x"}, "HOMECARE_DATABASE_URL must look like"),
    ({"HOMECARE_BACKUPS": "/etc/passwd"}, "HOMECARE_BACKUPS, /etc/passwd: is no folder"),
    ({"HOMECARE_BACKUPS": "/etc/passwd/here"}, "HOMECARE_BACKUPS, /etc/passwd: is no folder"),
    ({"HOMECARE_DATABASE": "demo"}, "HOMECARE_DATABASE must be real or demonstration"),
    ({"HOMECARE_INSTANCE": "/dev/null/homecare"}, "HOMECARE_INSTANCE, /dev/null/homecare: Not a"),
    ({"HOMECARE_INSTANCE": "/dev/null"}, "HOMECARE_INSTANCE, /dev/null: File exists"),
]
TYPED = [
    ({"PORT": "abc"}, "PORT must be a whole number from 1 to 65535, not 'abc'"),
    ({"HOMECARE_DATABASE_URL": "postgresql://x@127.0.0.1:1/x"}, "the database does not answer"),
    ({"HOMECARE_DATABASE_URL": "sqlite:////dev/null/x.sqlite"}, "the database does not answer"),
]


@pytest.mark.parametrize(("setting", "said"), WRONG, ids=lambda value: str(value)[:40])
def test_a_setting_that_can_not_be_used_says_what_to_write_instead(
    tmp_path: Path, setting: dict[str, str], said: str
) -> None:
    with pytest.raises(config.SettingError, match=said):
        config.read({"HOMECARE_INSTANCE": str(tmp_path), **setting})


@pytest.mark.parametrize(
    "setting",
    [
        {"HOMECARE_PUBLIC_URL": "https://homecare.example:65535/"},
        {"HOMECARE_PUBLIC_URL": "http://[::1]:8080"},
        {"HOMECARE_BIND": "::"},
        {"HOMECARE_BIND": "localhost"},
        {"HOMECARE_SMTP_URL": "smtp://me:a@b#c?d@mail.example:65535"},
        {"HOMECARE_DATABASE_URL": "postgresql://me:word@127.0.0.1:5432/x"},
        {"HOMECARE_BACKUPS": "/nowhere/yet/backups"},
    ],
    ids=str,
)
def test_a_setting_that_can_be_used_is_taken(tmp_path: Path, setting: dict[str, str]) -> None:
    assert config.read({"HOMECARE_INSTANCE": str(tmp_path), **setting})


@pytest.mark.parametrize(
    ("written", "used"),
    [
        ("https://mühle.example", "https://xn--mhle-0ra.example"),
        ("https://Straße.example:8443/", "https://xn--strae-oqa.example:8443"),
        ("https://homecare.example/practice/", "https://homecare.example/practice"),
    ],
)
def test_every_link_has_its_host_in_plain_letters(tmp_path: Path, written: str, used: str) -> None:
    read = config.read({"HOMECARE_INSTANCE": str(tmp_path), "HOMECARE_PUBLIC_URL": written})
    assert read.public_url == used
    assert read.mail_from.isascii()


@pytest.mark.parametrize("link", [False, True])
def test_a_mail_folder_that_is_none_is_said_at_the_start(tmp_path: Path, link: bool) -> None:
    mail = tmp_path / "mail"
    mail.symlink_to(tmp_path / "gone") if link else mail.touch()
    with pytest.raises(config.SettingError, match=f"{mail}: is no folder, .* Move it away"):
        config.read({"HOMECARE_INSTANCE": str(tmp_path)})


@pytest.mark.parametrize(
    "address",
    [
        "smtp://mail.example",
        "smtps://mail.example:465/",
        "smtp://u:p%40ss@[::1]:25",
        "smtp://a:587",
        "smtp+plain://u:p@mail.example:25",
    ],
)
def test_a_mail_server_is_written_in_these_ways(tmp_path: Path, address: str) -> None:
    read = config.read({"HOMECARE_INSTANCE": str(tmp_path), "HOMECARE_SMTP_URL": address})
    assert read.smtp_url == address


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://homecare@/homecare?host=/var/run/postgresql",
        "postgresql+psycopg://u:p%40s/s@db.example:5432/homecare?sslmode=verify-full",
        "postgresql://u@[::1]/homecare",
        "postgresql:///homecare",
        "sqlite:////srv/homecare/it's here.sqlite",
        "sqlite+pysqlite:///beside.sqlite",
    ],
)
def test_a_database_is_written_in_these_ways(tmp_path: Path, address: str) -> None:
    read = config.read({"HOMECARE_INSTANCE": str(tmp_path), "HOMECARE_DATABASE_URL": address})
    assert read.database_url == address


def test_a_secret_key_that_was_emptied_is_said_and_not_signed_with(tmp_path: Path) -> None:
    (tmp_path / "secret-key").write_text("\n")
    with pytest.raises(config.SettingError, match="holds no key of 32 characters"):
        config.read({"HOMECARE_INSTANCE": str(tmp_path)})


def _damaged(key: Path) -> None:
    key.write_bytes(b"\xff\xfe" + b"k" * 40)


def _folder(key: Path) -> None:
    key.mkdir()


def _round_in_a_circle(key: Path) -> None:
    key.symlink_to(key.name)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_damaged, "is damaged, it holds no text. Put the old one back"),
        (_folder, "Move that folder away"),
        (_round_in_a_circle, "put the file with the old key there"),
    ],
)
def test_a_secret_key_that_can_not_be_read_is_said_with_what_to_do(
    tmp_path: Path, spoil: Callable[[Path], None], said: str
) -> None:
    spoil(tmp_path / "secret-key")
    with pytest.raises(config.SettingError, match=r"HOMECARE_INSTANCE, .*secret-key") as refused:
        config.read({"HOMECARE_INSTANCE": str(tmp_path)})
    assert said in str(refused.value)


def test_a_folder_whose_links_lead_round_is_said(tmp_path: Path) -> None:
    there, back = tmp_path / "there", tmp_path / "back"
    there.symlink_to(back)
    back.symlink_to(there)
    with pytest.raises(config.SettingError, match=r"HOMECARE_INSTANCE, .*there"):
        config.read({"HOMECARE_INSTANCE": str(there)})


@pytest.mark.parametrize("words", [("job", "run", "assess"), ("diary", "rebuild"), ("scheduler",)])
def test_a_database_that_nobody_set_up_is_said_and_not_made(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    house = Running(tmp_path, "")
    answer = house.command(*words, refused=True)
    assert "this database is not set up yet" in answer
    assert "Traceback" not in answer
    assert not list(tmp_path.rglob("*.sqlite"))


def test_while_the_clock_file_is_written_anew_it_is_as_late_as_before(tmp_path: Path) -> None:
    file = tmp_path / "clock"
    file.write_text("2026-03-02T09:00")
    clock.follow(file)
    try:
        file.write_text("")
        assert clock.now() == datetime(2026, 3, 2, 9, tzinfo=UTC)
        file.write_text("2026-03-03T09:00")
        assert clock.now() == datetime(2026, 3, 3, 9, tzinfo=UTC)
    finally:
        clock.follow(None)


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


@pytest.fixture
def kept_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands keep to the database under test, and do not look for the instance's own."""
    monkeypatch.setenv("HOMECARE_DATABASE_URL", "the one of the test")


@pytest.mark.usefixtures("kept_to")
@pytest.mark.parametrize(
    ("email", "zone", "password", "said"),
    [
        ("olive", "Europe/London", "long-enough-1234", "olive is no email address"),
        ("olive@homecare.example", "Mars/Base", "long-enough-1234", "Mars/Base is no time zone"),
        ("olive@homecare.example", "Europe/London", "short", "Use at least 10 characters."),
    ],
)
def test_a_practice_that_can_not_be_made_is_said(
    app: Flask, session: Session, email: str, zone: str, password: str, said: str
) -> None:
    answer = make_practice(app, "Mill Lane", email, zone, password)
    assert answer.exit_code != 0
    assert said in answer.output
    assert session.scalar(select(Practice.id)) is None


@pytest.mark.usefixtures("kept_to")
@pytest.mark.parametrize("name", ["  ", "Mill\nLane", "n" * 121])
def test_a_practice_without_a_name_of_one_line_is_not_made(
    app: Flask, session: Session, name: str
) -> None:
    answer = make_practice(app, name)
    assert answer.exit_code != 0
    assert "Write a name in one line, at most 120 characters." in answer.output
    assert session.scalar(select(Practice.id)) is None


def make_practice(
    app: Flask,
    name: str,
    email: str = "olive@homecare.example",
    zone: str = "Europe/London",
    password: str = "long-enough-1234",
) -> Result:
    """The command, as it is typed."""
    return app.test_cli_runner().invoke(
        args=["practice", "create", "--name", name, "--owner-name", "Olive Park",
              "--owner-email", email, "--nation", "wales", "--zone", zone, "--password", password]
    )  # fmt: skip
