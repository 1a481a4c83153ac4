"""`flask serve`, and the two processes that it starts: `flask web` and `flask scheduler`."""

import sys

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from homecare.accounts import installation
from homecare.commands.databases import (
    Plainly,
    need_a_database,
    on_database,
    prepare,
    settings,
    stop,
)
from homecare.extensions import db
from homecare.jobs.clock_process import run_until_stopped
from homecare.serving import lifeline, webserver
from homecare.serving.serve import PortTakenError, check_port
from homecare.serving.serve import serve as serve_both


@click.command("serve", cls=Plainly)
@on_database(installation.REAL)
def serve() -> None:
    """Serve the real database, with its clock; it starts empty."""
    bind = settings().bind
    need_port(bind)
    prepare(installation.REAL)
    serve_until_stopped(bind, f"homecare: {settings().public_url}  (Ctrl-C stops it){_backups()}")


def _backups() -> str:
    """Said to whoever starts it, until it is set."""
    if settings().backups:
        return ""
    return (
        "\nNo backups are made by themselves yet: HOMECARE_BACKUPS=/a/folder makes one each night."
    )


def serve_until_stopped(bind: str, greeting: str = "") -> None:
    """Hand over to the web server and the clock, which open connections of their own.

    The greeting is said once Ctrl-C is listened for.
    """
    db.session.remove()
    db.engine.dispose()
    sys.exit(serve_both(settings(), bind, greeting))


def need_port(bind: str) -> None:
    """End the command where the port is taken, before anything is made."""
    try:
        check_port(bind, settings().port)
    except PortTakenError as error:
        stop(str(error))


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
    webserver.run(_app(), bind, settings().port, settings().web_threads)


@click.command("scheduler", cls=Plainly)
@LIFELINE
@with_appcontext
def scheduler() -> None:
    """Run the clock until it is stopped."""
    need_a_database()
    run_until_stopped(_app())


def _app() -> Flask:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    return app
