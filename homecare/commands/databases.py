"""Which database a command works on, made ready, and what is said where it can't be used."""

import re
import sys
from collections.abc import Callable
from difflib import get_close_matches
from functools import wraps
from typing import Any, NoReturn

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade

import config
from homecare import clock, web
from homecare.accounts import installation
from homecare.backups.before import ASKED, forget_old_copies
from homecare.database import transaction
from homecare.extensions import db
from homecare.language import listed
from homecare.library.operations import stock_every_library
from homecare.serving import first_look, mail_leaves, private, standard_output
from homecare.serving.quiet_log import kind_and_places

NO_UTF_8 = (
    "{} holds bytes that are no UTF-8: set the terminal to UTF-8, or write it without accents"
)
ELSEWHERE = {"HOMECARE_HOST"}
"""What `compose.yaml` reads itself."""
_SURROGATE = re.compile("[\ud800-\udfff]")
AS_BEFORE = (
    "The database was not brought to this version, and is as it was. “Back to the version before”, "
    "in docs/deploying.md, says how to go on with that one."
)


class Plainly(standard_output.Command):
    """A command that says in one line that its database can't be used, or what it was not told."""

    def parse_args(self, context: click.Context, args: list[str]) -> list[str]:
        """Take what was typed. Ends the command where it can't be read, or something is missing
        and nobody is there to be asked."""
        try:
            rest: list[str] = super().parse_args(context, args)
        except click.Abort:
            if sys.stdin.isatty():
                raise
            missing = [one.opts[0] for one in self.params if _is_asked_for(one, context)]
            stop(f"write {listed(missing)} as well: there is nobody here to be asked for it")
        except UnicodeDecodeError:
            stop(NO_UTF_8.format("what was typed"))
        for one in self.params:
            if one.type is click.STRING and not _is_whole(context.params.get(one.name or "")):
                stop(NO_UTF_8.format(one.opts[0]))
        return rest

    def invoke(self, context: click.Context) -> Any:
        _say_unknown_settings()
        try:
            with first_look.said_in_one_line():
                return super().invoke(context)
        except config.SettingError as error:
            stop(str(error))


def _say_unknown_settings() -> None:
    """A name that was misspelt sets nothing, and whoever set it believes that it does."""
    known = set(re.findall(r"^HOMECARE_\w+", config.__doc__ or "", re.MULTILINE))
    for name in config.names_set() if known else ():
        if name.startswith("HOMECARE_") and name not in known | ELSEWHERE:
            meant = get_close_matches(name, known, 1)
            like = f"; {meant[0]} is one" if meant else ""
            click.echo(f"Take care: {name} is no setting, and does nothing{like}.", err=True)


def _is_asked_for(option: click.Parameter, context: click.Context) -> bool:
    return bool(getattr(option, "prompt", None)) and option.name not in context.params


def _is_whole(text: Any) -> bool:
    """Whether a text can be written at all: a terminal may send bytes of another alphabet."""
    return not isinstance(text, str) or not _SURROGATE.search(text)


def stop(message: str) -> NoReturn:
    """End the command with this message."""
    raise click.ClickException(message)


def settings() -> config.Settings:
    """The settings of the app that the command works with."""
    found: config.Settings = current_app.config["SETTINGS"]
    return found


def on_database(kind: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The command works on the folder's own database of that kind, whichever flask began with.

    A database that HOMECARE_DATABASE_URL names stays the one.
    """

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        @with_appcontext
        @wraps(command)
        def on_its_own(*given: Any, **named: Any) -> Any:
            with _app_on(kind).app_context():
                return command(*given, **named)

        return on_its_own

    return decorate


def _app_on(kind: str) -> Flask:
    """The running app where it is on that database already; otherwise one that is made for it."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    wanted = settings().on(kind)
    if wanted == settings():
        return app
    made: Flask = app.config["CREATE_APP"](private.kept_private(wanted))
    return made


def prepare(kind: str) -> None:
    """Bring the database to the newest revision and say what it is for good."""
    if kind == installation.REAL:
        installation.keep_time(settings())
        _say_what_is_left_behind(settings())
    try:
        with first_look.one_at_a_time(db.engine):
            first_look.look_closely(db.engine)
            _bring_up()
            forget_old_copies(settings().database_url, clock.machine_time().date())
            with transaction(db.session) as session:
                installation.declare(session, kind, clock.machine_time())
                stock_every_library(session, clock.machine_time())
    except RuntimeError as error:
        stop(str(error))
    # The app was made before its database was anything; a demonstration sends no mail.
    current_app.config["DEMONSTRATION"] = kind == installation.DEMONSTRATION
    web.name_cookies(current_app)
    mail_leaves.say_of_new_passwords(current_app)


def _bring_up() -> None:
    """To the newest revision; what fails leaves the database as it was (`migrations/env.py`)."""
    try:
        with first_look.said_in_one_line():
            upgrade(x_arg=ASKED)
    except config.SettingError as error:
        stop(f"{error}. {AS_BEFORE}")
    except SystemExit:  # Flask-Migrate has said why
        stop(AS_BEFORE)
    except Exception as error:  # a migration's own, whose words may be a row's
        stop(f"{kind_and_places(error)}\n{AS_BEFORE}")


def _say_what_is_left_behind(settings: config.Settings) -> None:
    """Where an empty database is named beside a filled instance folder, nothing moves over."""
    beside = config.database_of(installation.REAL, settings.instance)
    if settings.database_url == beside or installation.has_practice(db.engine):
        return
    if first_look.holds_rows(first_look.file_of(beside), "practice"):
        click.echo(
            f"HOMECARE_DATABASE_URL names an empty database. Nothing was carried over from "
            f"{first_look.file_of(beside)}, which stays as it is."
        )


def need_a_database() -> None:
    """End the command where nobody has set its database up."""
    if not installation.is_set_up(db.engine):
        stop("this database is not set up yet; `make serve` does so, or `make run` for the demo")
