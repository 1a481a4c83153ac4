"""`flask practice`: a practice and its owner, made without a page."""

from typing import Any

import click
from flask.cli import AppGroup

from homecare import clock
from homecare.accounts import installation
from homecare.accounts.addresses import ask_person
from homecare.accounts.models import Person
from homecare.accounts.operations import NewPractice, make_practice
from homecare.accounts.zones import ZONES
from homecare.commands.databases import Plainly, on_database, prepare, settings, stop
from homecare.database import transaction
from homecare.extensions import db
from homecare.library.operations import stock_library
from homecare.mail.addresses import address_problem
from homecare.refusals import Refusal
from homecare.rules.urgent_advice import NATIONS

practice = AppGroup("practice", help="The practice.")


@practice.command("create", cls=Plainly)
@click.option("--name", prompt="The practice's name")
@click.option("--owner-name", prompt="Your name")
@click.option("--owner-email", prompt="Your email address")
@click.option("--nation", prompt="Where it is (decides the emergency numbers)",
              type=click.Choice(list(NATIONS)))  # fmt: skip
@click.option("--zone", default="Europe/London", show_default=True)
@click.password_option("--password", prompt="A password (10 characters or more)")
@on_database(installation.REAL)
def create(**given: Any) -> None:
    """Make a practice and its owner."""
    new = NewPractice(**given)
    _check(new)
    prepare(installation.REAL)
    try:
        _make(new)
    except Refusal as error:
        stop(str(error))
    click.echo(
        f"{new.name} is ready; sign in as {new.owner_email} at {settings().public_url}/sign-in"
    )


def _check(new: NewPractice) -> None:
    """End the command, before anything is made, where what was written can't be used."""
    if new.zone not in ZONES:
        stop(f"{new.zone} is no time zone; write one like Europe/London")
    if problem := address_problem(new.owner_email):
        stop(f"{new.owner_email} is no email address; {problem[0].lower()}{problem[1:]}")


def _make(new: NewPractice) -> None:
    with transaction(db.session) as session:
        now = clock.now()
        made, owner = make_practice(session, now, new)
        stock_library(session, made.id)
        ask_person(session, settings(), now, session.get_one(Person, owner.person_id))
