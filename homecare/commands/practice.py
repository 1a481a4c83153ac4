"""`flask practice`: a practice and its owner, made without a page."""

from typing import Any

import click
from flask.cli import AppGroup
from sqlalchemy import select

from homecare import clock
from homecare.accounts import installation
from homecare.accounts.access_rules import actor_of
from homecare.accounts.addresses import ask_person
from homecare.accounts.factors.recovering import give_code_on_the_server
from homecare.accounts.front_door.first_visit import set_up_link
from homecare.accounts.models import Person
from homecare.accounts.operations import NewPractice, make_practice
from homecare.accounts.queries import any_practice, person_of
from homecare.accounts.sign_in.sign_ins import end_all
from homecare.accounts.trail.at_the_door import SIGNED_OUT, note_person
from homecare.accounts.zones import ZONES
from homecare.acting import Act
from homecare.commands.databases import (
    Plainly,
    need_a_database,
    on_database,
    prepare,
    settings,
    stop,
)
from homecare.database import transaction
from homecare.extensions import db
from homecare.library.operations import stock_library
from homecare.mail.addresses import address_problem
from homecare.refusals import Refusal
from homecare.rules.urgent_advice import ELSEWHERE, NATIONS

practice = AppGroup("practice", help="The practice.")


@practice.command("create", cls=Plainly)
@click.option("--name", prompt="The practice's name")
@click.option("--owner-name", prompt="Your name")
@click.option("--owner-email", prompt="Your email address")
@click.option("--nation", prompt="Where it is (decides the emergency numbers)",
              type=click.Choice(list(NATIONS)))  # fmt: skip
@click.option("--zone", default="Europe/London", show_default=True)
@click.option("--two-factors/--no-two-factors", default=True, show_default=True,
              help="Ask who works there for a second step, from the 15th day on.")  # fmt: skip
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
    if new.nation == ELSEWHERE:
        click.echo("Write its emergency number under Practice before the first client signs in.")


@practice.command("lost-device", cls=Plainly)
@click.argument("email")
@click.option("--identity", prompt="How you know that it is them")
@on_database(installation.REAL)
def lost_device(email: str, identity: str) -> None:
    """Print a code for somebody who lost their phone or key: it works once within a day.

    For the only owner of a practice, and for who works in two; everybody else gets one from their
    owner. It ends every passkey and app they had, and they are told by mail.
    """
    need_a_database()
    with transaction(db.session) as session:
        person = person_of(session, email)
        if person is None or not person.memberships:
            stop(f"nobody signs in with {email}")
        act = Act(session, actor_of(person.memberships[0], person.name), clock.machine_time())
        link = f"{settings().public_url}/me/signing-in"
        try:
            code = give_code_on_the_server(session, person, identity, act, link)
        except Refusal as error:
            stop(str(error))
    click.echo(f"{code} works once within a day, beside the password of {person.email}")


@practice.command("sign-out", cls=Plainly)
@click.argument("email", required=False)
@click.option("--everybody", is_flag=True, help="Everybody there is.")
@on_database(installation.REAL)
def sign_out(email: str | None, everybody: bool) -> None:
    """End every sign-in of somebody, or of everybody, on every phone and computer. What waits to
    be sent stays on their phones, and goes once they have signed in again."""
    if bool(email) == everybody:
        stop("write one address, or --everybody")
    need_a_database()
    with transaction(db.session) as session:
        people = select(Person) if everybody else select(Person).where(Person.email == email)
        found = session.scalars(people).all()
        if not found:
            stop(f"nobody signs in with {email}" if email else "nobody signs in here yet")
        for person in found:
            end_all(session, person.id)
            note_person(session, person, SIGNED_OUT)
    click.echo("They are signed out everywhere.")


@practice.command("link", cls=Plainly)
@on_database(installation.REAL)
def link() -> None:
    """Say the link with which the first visit makes a practice."""
    prepare(installation.REAL)
    if any_practice(db.session()):
        stop("There is a practice already: the link opens nothing any more.")
    click.echo(set_up_link(settings().public_url, settings().secret_key))


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
