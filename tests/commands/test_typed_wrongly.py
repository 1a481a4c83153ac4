"""A command that can't go on says in one sentence what to type instead."""

import re
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

import config
from homecare.accounts.models import Practice
from homecare.accounts.sign_in.passwords import problem_with
from homecare.serving import webserver
from homecare.serving.serve import PortTakenError, check_port
from tests.running import Running
from tests.waiting.ports import free_port

CREATE = ("practice", "create", "--name", "Mill Lane", "--owner-name", "Olive Park",
          "--owner-email", "olive@homecare.example")  # fmt: skip
LATIN_1 = "four caf\udce9 words"  # a terminal that is not set to UTF-8


def typed(app: Flask, *words: str, input: bytes = b"") -> Result:
    return app.test_cli_runner().invoke(args=list(words), input=input)


@pytest.mark.parametrize("option", ["--password", "--name"])
def test_what_is_no_utf_8_is_refused_by_its_name(app: Flask, session: Session, option: str) -> None:
    said = typed(app, *CREATE, "--nation", "wales", "--password", "three words", option, LATIN_1)
    assert said.exit_code == 1
    assert said.output.startswith(f"Error: {option} holds bytes that are no UTF-8")
    assert session.scalar(select(Practice)) is None


def test_what_is_no_utf_8_is_refused_where_it_is_typed_at_the_prompt(app: Flask) -> None:
    said = typed(app, *CREATE, "--nation", "wales", input=b"four caf\xe9 words\n")
    assert said.exit_code == 1
    assert "Error: what was typed holds bytes that are no UTF-8" in said.output
    assert said.exception is None or isinstance(said.exception, SystemExit)


def test_a_password_of_broken_letters_is_none() -> None:
    assert "no UTF-8" in (problem_with(LATIN_1) or "")


def test_a_real_terminal_is_told_so_too(new_database: Callable[[str], str], tmp_path: Path) -> None:
    house = Running(tmp_path, new_database("latin"))
    said = house.command(*CREATE, "--nation", "wales", "--password", LATIN_1, refused=True)
    assert "--password holds bytes that are no UTF-8" in said
    assert "Traceback" not in said
    assert "is not set up yet" in house.command("practice", "sign-out", "--everybody", refused=True)


def test_what_is_missing_is_named_where_nobody_can_be_asked(app: Flask) -> None:
    said = typed(app, *CREATE)
    assert said.exit_code == 1
    assert "write --nation and --password as well" in said.output
    assert "Aborted" not in said.output
    asked = typed(app, "practice", "lost-device", "olive@homecare.example")
    assert "write --identity as well" in asked.output


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("HOMECARE_BACKUP", "HOMECARE_BACKUP is no setting, and does nothing; HOMECARE_BACKUPS is"),
        ("HOMECARE_ZZZZZZZZZZZZZZZZZZ", "HOMECARE_ZZZZZZZZZZZZZZZZZZ is no setting, and does not"),
        ("HOMECARE_BACKUPS", ""),
        ("HOMECARE_HOST", ""),
    ],
)
def test_a_setting_that_was_misspelt_is_named(
    app: Flask, monkeypatch: pytest.MonkeyPatch, name: str, said: str
) -> None:
    monkeypatch.setenv(name, "/somewhere")
    heard = typed(app, "practice", "sign-out", "--everybody").stderr
    assert said in heard
    assert "/somewhere" not in heard
    assert bool(said) == ("is no setting" in heard)


def test_every_setting_is_one_that_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    read = re.findall(r'"(HOMECARE_\w+)"', (config.ROOT / "config.py").read_text())
    documented = set(re.findall(r"^HOMECARE_\w+", config.__doc__ or "", re.MULTILINE))
    assert set(read) == documented


def test_nobody_is_signed_out_where_nobody_is(app: Flask) -> None:
    said = typed(app, "practice", "sign-out", "--everybody")
    assert (said.exit_code, said.output) == (1, "Error: nobody signs in here yet\n")


@pytest.mark.parametrize("command", [("job", "run", "assess"), ("assess", "--client", "7")])
@pytest.mark.parametrize("day", ["2026-02-31", "tomorrow", "31.12.2026"])
def test_what_is_no_day_is_answered_with_how_to_write_one(
    app: Flask, command: tuple[str, ...], day: str
) -> None:
    said = typed(app, *command, "--on", day)
    assert said.output == f"Error: {day} is no day; write it as 2026-11-30\n"


def test_a_taken_port_proposes_to_serve_the_real_one_elsewhere(
    new_database: Callable[[str], str], tmp_path: Path
) -> None:
    house = Running(tmp_path, new_database("taken"))
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", house.port))
        taken.listen()
        said = house.command("serve", refused=True)
    assert f"port {house.port} is taken; choose another one, like PORT=" in said
    assert said.rstrip().endswith(" make serve")


@pytest.mark.any_database
@pytest.mark.parametrize("workers", ["1", "2"])
def test_pages_alone_say_that_they_can_not_listen(
    new_database: Callable[[str], str], tmp_path: Path, workers: str
) -> None:
    house = Running(tmp_path, new_database("pages-alone"))
    house.environment["HOMECARE_WEB_WORKERS"] = workers
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", house.port))
        taken.listen()
        said = house.command("web", refused=True)
    assert said.startswith(f"Error: port {house.port} is taken; choose another one")
    said = house.command("web", "--bind", "192.0.2.1", refused=True)  # nobody's, for documents
    assert said.startswith(f"Error: can't listen on 192.0.2.1, port {house.port}: Cannot assign")


@pytest.mark.parametrize("bind", ["::1", "127.0.0.1", "localhost"])
def test_an_address_that_can_be_listened_on_is_one_and_no_other(bind: str) -> None:
    port = free_port()
    if bind == "::1" and not Path("/proc/net/if_inet6").exists():  # this machine speaks no IPv6
        with pytest.raises(PortTakenError, match="can't listen on ::1"):
            check_port(bind, port, "make serve")
        return
    check_port(bind, port, "make serve")
    listening = webserver.listen(bind, port)
    with listening, pytest.raises(PortTakenError, match=f"port {port} is taken"):
        check_port(bind, port, "make serve")


@pytest.mark.any_database
def test_a_passphrase_that_nobody_can_type_is_no_riddle(app: Flask, tmp_path: Path) -> None:
    said = typed(app, "backup", "--passphrase", str(tmp_path / "backup"))
    assert said.exit_code == 1
    assert "Error: there is nobody here to type a passphrase: HOMECARE_BACKUP_KEY" in said.output
    assert "Aborted" not in said.output
    assert list(tmp_path.glob("backup")) == []
