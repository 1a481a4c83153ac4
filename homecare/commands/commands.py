"""The flask commands; each is an edge that reads its input and calls one function."""

import os
import sqlite3
import sys
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, NoReturn

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext
from flask_migrate import upgrade
from sqlalchemy.exc import DBAPIError

import config
from homecare import VERSION, clock
from homecare.accounts import installation
from homecare.accounts.addresses import ask_person
from homecare.accounts.models import Person
from homecare.accounts.operations import NewPractice, make_practice
from homecare.accounts.zones import ZONES
from homecare.busy import in_turn
from homecare.commands.assess import DAY, assess
from homecare.database import transaction
from homecare.demonstration import SIGN_INS
from homecare.demonstration.fill import fill, last_mondays
from homecare.diary.days import every_episode, rebuild
from homecare.extensions import db
from homecare.jobs.clock_process import run_job, run_until_stopped
from homecare.jobs.table import JOBS
from homecare.library.operations import stock_library
from homecare.mail.addresses import address_problem
from homecare.refusals import Refusal
from homecare.rules.urgent_advice import NATIONS
from homecare.serving import first_look, lifeline, webserver
from homecare.serving.serve import PortTakenError, check_port, serve

FIRST_DAY, A_YEAR = date(2000, 1, 1), timedelta(days=366)

practice = AppGroup("practice", help="The practice.")
job = AppGroup("job", help="The clock's jobs.")
diary = AppGroup("diary", help="The diary.")


class Plainly(click.Command):
    """A command that says in one line that the database failed it."""

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except (DBAPIError, sqlite3.Error) as error:
            raise click.ClickException(first_look.in_one_line(error)) from error


def add_commands(app: Flask) -> None:
    """Register every command."""
    for command in (demo, serve_command, web, scheduler, assess, practice, job, diary, version):
        app.cli.add_command(command)


def _settings() -> config.Settings:
    settings: config.Settings = current_app.config["SETTINGS"]
    return settings


def _app() -> Flask:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    return app


def _stop(message: str) -> NoReturn:
    raise click.ClickException(message)


def _restart_on_database(kind: str) -> None:
    """Start this command again on the instance folder's own real or demonstration database.

    Only where no HOMECARE_DATABASE_URL says otherwise, and only if it is not the one in use.
    """
    address = {
        installation.REAL: config.real_database,
        installation.DEMONSTRATION: config.demonstration_database,
    }[kind](_settings().instance)
    if os.environ.get("HOMECARE_DATABASE_URL") or _settings().database_url == address:
        return
    environment = {**os.environ, "HOMECARE_DATABASE": kind}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", *sys.argv[_first_word() :]]
    os.chdir(config.ROOT)
    os.execve(sys.executable, command, environment)  # noqa: S606 (our own command line)


def _first_word() -> int:
    """Where the command's own words begin, after flask's options."""
    words = {"demo", "serve", "practice"}
    return next(place for place, word in enumerate(sys.argv) if word in words)


def _prepare(kind: str) -> None:
    """Bring the database to the newest revision and say what it is for good."""
    try:
        if kind == installation.REAL:
            installation.keep_time(_settings())
            _say_what_is_left_behind(_settings())
        first_look.look_closely(db.engine)
        upgrade()
        with transaction(db.session) as session:
            installation.declare(session, kind, clock.machine_time())
        # The app was made before its database was anything; a demonstration sends no mail.
        current_app.config["DEMONSTRATION"] = kind == installation.DEMONSTRATION
    except (RuntimeError, config.SettingError) as error:
        _stop(str(error))


def _say_what_is_left_behind(settings: config.Settings) -> None:
    """Where an empty database is named beside a filled instance folder, nothing moves over."""
    beside = config.real_database(settings.instance)
    if settings.database_url == beside or installation.has_practice(db.engine):
        return
    if first_look.holds_rows(first_look.file_of(beside), "practice"):
        click.echo(
            f"HOMECARE_DATABASE_URL names an empty database. Nothing was carried over from "
            f"{first_look.file_of(beside)}, which stays as it is."
        )


def _need_a_database() -> None:
    if not installation.is_set_up(db.engine):
        _stop("this database is not set up yet; `make serve` does so, or `make run` for the demo")


@click.command("demo", cls=Plainly)
@click.option("--serve", "and_serve", is_flag=True, help="Serve it, with its clock.")
@with_appcontext
def demo(and_serve: bool) -> None:
    """Make the demonstration, filled on its first start."""
    _restart_on_database(installation.DEMONSTRATION)
    _check_port("127.0.0.1" if and_serve else None)
    _prepare(installation.DEMONSTRATION)
    _say_sign_ins(_settings())
    with transaction(db.session) as session:
        made = fill(session, _settings(), clock.now(), click.echo)
    for monday in last_mondays(clock.now()) if made else ():
        run_job(current_app, "weekly-emails", monday, on=monday.date())
    run_job(current_app, "send-mail", clock.now())
    kept = "" if made else " Its data are kept from last time."
    click.echo(f"The demonstration is ready: http://127.0.0.1:{_settings().port}{kept}")
    if and_serve:
        _serve("127.0.0.1")


def _say_sign_ins(settings: config.Settings) -> None:
    click.echo(f"homecare, the demonstration: http://127.0.0.1:{settings.port}  (Ctrl-C stops it)")
    for sign_in in SIGN_INS:
        click.echo(f"  {sign_in.email:<32} {sign_in.password}   {sign_in.who}")


@click.command("serve", cls=Plainly)
@with_appcontext
def serve_command() -> None:
    """Serve the real database, with its clock; it starts empty."""
    _restart_on_database(installation.REAL)
    settings = _settings()
    _check_port(settings.bind)
    _prepare(installation.REAL)
    click.echo(f"homecare: {settings.public_url}  (Ctrl-C stops it)")
    _serve(settings.bind)


def _serve(bind: str) -> None:
    """Hand over to the web server and the clock, which open connections of their own."""
    db.session.remove()
    db.engine.dispose()
    sys.exit(serve(_settings(), bind))


def _check_port(bind: str | None) -> None:
    """Say that the port is taken before anything is made; nothing to check without an address."""
    try:
        if bind is not None:
            check_port(bind, _settings().port)
    except PortTakenError as error:
        _stop(str(error))


def _hold_on_to(_context: click.Context, _option: click.Parameter, end: int | None) -> None:
    if end is not None:
        lifeline.follow(end)


# Only `serve` passes it: the end of a pipe that is closed when `serve` has ended.
LIFELINE = click.option(
    "--lifeline", type=int, hidden=True, expose_value=False, callback=_hold_on_to
)


@click.command("web", cls=Plainly, hidden=True)
@click.option("--bind", default="127.0.0.1")
@LIFELINE
@with_appcontext
def web(bind: str) -> None:
    """Serve the pages alone, without a clock."""
    settings = _settings()
    webserver.run(_app(), bind, settings.port, settings.web_threads)


@click.command("scheduler", cls=Plainly)
@LIFELINE
@with_appcontext
def scheduler() -> None:
    """Run the clock until it is stopped."""
    _need_a_database()
    run_until_stopped(_app())


@click.command("version")
def version() -> None:
    """Say which homecare this is."""
    click.echo(f"homecare {VERSION}")


@practice.command("create", cls=Plainly)
@click.option("--name", prompt="The practice's name")
@click.option("--owner-name", prompt="Your name")
@click.option("--owner-email", prompt="Your email address")
@click.option("--nation", prompt="Where it is (decides the emergency numbers)",
              type=click.Choice(list(NATIONS)))  # fmt: skip
@click.option("--zone", default="Europe/London", show_default=True)
@click.password_option("--password", prompt="A password (10 characters or more)")
@with_appcontext
def create(
    name: str, owner_name: str, owner_email: str, nation: str, zone: str, password: str
) -> None:
    """Make a practice and its owner."""
    if zone not in ZONES:
        _stop(f"{zone} is no time zone; write one like Europe/London")
    if problem := address_problem(owner_email):
        _stop(f"{owner_email} is no email address; {problem[0].lower()}{problem[1:]}")
    _restart_on_database(installation.REAL)
    _prepare(installation.REAL)
    try:
        with transaction(db.session) as session:
            now = clock.now()
            new = NewPractice(
                name=name, owner_name=owner_name, owner_email=owner_email,
                password=password, nation=nation, zone=zone,
            )  # fmt: skip
            made, owner = make_practice(session, now, new)
            stock_library(session, made.id)
            ask_person(session, _settings(), now, session.get_one(Person, owner.person_id))
    except Refusal as error:
        _stop(str(error))
    click.echo(f"{name} is ready; sign in as {owner_email} at {_settings().public_url}/sign-in")


@job.command("run", cls=Plainly)
@click.argument("name", type=click.Choice(list(JOBS)))
@click.option("--on", type=DAY, help="The date to run it for; today without it.")
@with_appcontext
def run(name: str, on: datetime | None) -> None:
    """Run a job once, as the clock would; a piece of work that was done is not done again."""
    _need_a_database()
    day: date | None = on.date() if on else None
    if day and not FIRST_DAY <= day <= clock.now().date() + A_YEAR:
        # Every day up to it would be closed, and a year typed wrong is thousands of them.
        _stop(f"{day} is out of reach: write a date from {FIRST_DAY} to one year from now")
    done = run_job(current_app, name, clock.now(), on=day)
    click.echo(f"{name}: {done} done")


@diary.command("rebuild", cls=Plainly)
@with_appcontext
def rebuild_diary() -> None:
    """Work out every diary day again from ledger, programmes and days away."""
    _need_a_database()
    # One at a time, so that nobody who writes meanwhile waits for all of them.
    days = sum(
        in_turn(db.session, partial(rebuild, episode_id=one)) for one in every_episode(db.session())
    )
    click.echo(f"{days} days worked out again")
