"""What a command makes sure of before it does anything: the database, and what was typed."""

import stat
from dataclasses import replace
from pathlib import Path

import click
import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings, database_of, read
from homecare.accounts.installation import DEMONSTRATION, REAL
from homecare.accounts.models import Practice
from homecare.app import create_app
from homecare.commands import databases
from homecare.extensions import db
from tests.running import Running

ANSWERS = "Mill Lane\nOlive Park\nolive@homecare.example\nscotland\n"
QUESTIONS = ("The practice's name", "Your name", "Your email address", "Where it is")


@pytest.fixture
def beside(tmp_path: Path) -> Running:
    """A folder that holds a demonstration alone, readable by everybody, and names no database."""
    house = Running(tmp_path, "")
    house.environment["HOMECARE_DATABASE"] = DEMONSTRATION
    house.command("db", "upgrade")
    del house.environment["HOMECARE_DATABASE"]
    return house


def test_a_practice_made_beside_a_demonstration_is_asked_about_once(beside: Running) -> None:
    demonstration, real = (
        beside.instance / f"{name}.sqlite" for name in (DEMONSTRATION, "homecare")
    )
    before = demonstration.read_bytes()
    said = beside.command("practice", "create", "--password", "a password for her", typed=ANSWERS)
    assert [said.count(question) for question in QUESTIONS] == [1, 1, 1, 1]
    assert "Mill Lane is ready" in said
    assert stat.S_IMODE(real.stat().st_mode) == 0o600
    assert demonstration.read_bytes() == before


def test_what_is_wrong_with_the_other_database_is_one_line(beside: Running) -> None:
    """Flask begins with the sound one here, and the practice would be in the other."""
    beside.environment["HOMECARE_DATABASE"] = DEMONSTRATION
    real = beside.instance / "homecare.sqlite"
    real.write_bytes(b"These are somebody's notes, and no database.\n" * 100)
    said = beside.command("serve", refused=True)
    assert "is damaged, or no database" in said
    assert len(said.strip().splitlines()) == 1


@pytest.mark.parametrize("begun_on", [REAL, DEMONSTRATION])
@pytest.mark.parametrize("wanted", [REAL, DEMONSTRATION])
@pytest.mark.parametrize("own", [True, False], ids=["own", "named"])
def test_a_command_works_on_the_database_it_is_for(
    settings: Settings, tmp_path: Path, begun_on: str, wanted: str, own: bool
) -> None:
    here = replace(settings, instance=tmp_path, own_database=own)
    app = create_app(replace(here, database_url=database_of(begun_on, tmp_path)))

    @click.command("which")
    @databases.on_database(wanted)
    def which() -> None:
        click.echo(db.engine.url.render_as_string())

    app.cli.add_command(which)
    said = app.test_cli_runner().invoke(args=["which"]).output
    assert said.strip() == database_of(wanted if own else begun_on, tmp_path)
    assert not list(tmp_path.glob("*.sqlite"))


def test_an_address_names_the_database_even_where_it_is_one_of_the_folders(tmp_path: Path) -> None:
    named = {"HOMECARE_INSTANCE": str(tmp_path),
             "HOMECARE_DATABASE_URL": database_of(REAL, tmp_path)}  # fmt: skip
    assert read(named).on(DEMONSTRATION).database_url == named["HOMECARE_DATABASE_URL"]
    del named["HOMECARE_DATABASE_URL"]
    assert read(named).on(DEMONSTRATION).database_url == database_of(DEMONSTRATION, tmp_path)


def test_a_client_is_not_looked_for_where_nothing_is_set_up(tmp_path: Path) -> None:
    said = Running(tmp_path, "").command("assess", "--client", "c1", refused=True)
    assert said.startswith("Error: this database is not set up yet")
    assert len(said.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("address", "instead"),
    [("olive@müller.example", "in plain letters"), ("olive@mill lane", "such as sam@post.example")],
)
def test_an_address_that_can_not_be_written_to_makes_no_practice(
    app: Flask, session: Session, address: str, instead: str
) -> None:
    done = app.test_cli_runner().invoke(
        args=["practice", "create", "--name", "Mill Lane", "--owner-name", "Olive Park",
              "--owner-email", address, "--nation", "wales", "--password", "a password for her"]
    )  # fmt: skip
    assert done.exit_code == 1
    assert f"{address} is no email address; write" in done.output
    assert instead in done.output
    assert session.scalars(select(Practice)).all() == []
