"""`flask serve`, and the two processes that it starts: `flask web` and `flask scheduler`."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy import select

from homecare import clock
from homecare.accounts import installation
from homecare.accounts.queries import newest_line
from homecare.clockwork import behind
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
from homecare.serving import disk, lifeline, webserver
from homecare.serving.alone import NotAloneError, alone
from homecare.serving.serve import PortTakenError, check_port
from homecare.serving.serve import serve as serve_both


@click.command("serve", cls=Plainly)
@on_database(installation.REAL)
def serve() -> None:
    """Serve the real database, with its clock; it starts empty."""
    bind = settings().bind
    with alone_on(installation.REAL):
        need_port(bind)
        prepare(installation.REAL)
        greeting = f"homecare: {settings().public_url}  (Ctrl-C stops it)"
        serve_until_stopped(bind, f"{greeting}{_backups()}{_troubles()}")


@contextmanager
def alone_on(kind: str) -> Iterator[None]:
    """End the command where another one serves that database of the folder already."""
    try:
        with alone(settings().instance, kind):
            yield
    except NotAloneError as error:
        stop(str(error))


def _troubles() -> str:
    """Said to whoever starts it: little room, or a clock that is wrong."""
    newest = db.session.scalar(select(newest_line()))
    found = (
        disk.problem(disk.folders_of(settings())), behind.problem(newest, clock.machine_time()),
    )  # fmt: skip
    return "".join(f"\nTake care: {one}." for one in found if one)


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
