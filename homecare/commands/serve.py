"""`flask serve`, and each of the two that it forks alone: `flask web` and `flask scheduler`."""

import socket
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from ipaddress import ip_address
from typing import NoReturn
from urllib.parse import urlsplit

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy import select

from config import Settings
from homecare import VERSION, clock
from homecare.accounts import installation
from homecare.accounts.front_door.first_visit import set_up_link
from homecare.accounts.queries import any_practice, newest_line
from homecare.accounts.sign_in import hashing
from homecare.backups import scheduled
from homecare.clockwork import behind
from homecare.commands.databases import (
    Plainly,
    need_a_database,
    on_database,
    prepare,
    settings,
    stop,
)
from homecare.database import name_of
from homecare.extensions import db
from homecare.jobs.clock_process import run_until_stopped
from homecare.serving import disk, webserver
from homecare.serving.alone import NotAloneError, alone
from homecare.serving.serve import PortTakenError, Work, check_port, stop_signals
from homecare.serving.serve import serve as serve_both

WEB = "web server"


@click.command("serve", cls=Plainly)
@on_database(installation.REAL)
def serve() -> None:
    """Serve the real database, with its clock; it starts empty."""
    bind = settings().bind
    with alone_on(installation.REAL):
        need_port(bind)
        prepare(installation.REAL)
        first = f"homecare: {settings().public_url}  (Ctrl-C stops it)"
        greeting = "\n".join((first, *_said_at_start())) + _troubles()
        serve_until_stopped(bind, greeting, "Ready.")


@contextmanager
def alone_on(kind: str) -> Iterator[None]:
    """End the command where another one serves that database of the folder already."""
    try:
        with alone(settings().instance, kind):
            yield
    except NotAloneError as error:
        stop(str(error))


def _troubles() -> str:
    """Said to whoever starts it: little room, a clock that is wrong, no place for backups."""
    newest = db.session.scalar(select(newest_line()))
    backups = settings().backups
    found = (
        disk.problem(disk.folders_of(settings())), behind.problem(newest, clock.machine_time()),
        scheduled.closed_to_us(backups) if backups else None,
    )  # fmt: skip
    return "".join(f"\nTake care: {one}." for one in found if one)


def _said_at_start() -> Iterator[str]:
    """What whoever starts it has to know, until it is done."""
    if not any_practice(db.session()):
        yield "There is no practice yet. Whoever opens this link makes and owns it; it works once:"
        yield f"  {set_up_link(settings().public_url, settings().secret_key)}"
    if is_open_to_listeners(settings()):
        yield (
            f"Careful: {settings().public_url} is not encrypted, and others can reach it. Whoever "
            "listens on the way reads passwords and health data. Put https in front: "
            "docs/deploying.md."
        )
    if not settings().backups:
        yield (
            "No backups are made by themselves yet: HOMECARE_BACKUPS=/a/folder makes one each "
            "night."
        )


def is_open_to_listeners(given: Settings) -> bool:
    """Whether pages go out unencrypted, to others than this machine."""
    others = (given.bind, urlsplit(given.public_url).hostname or "")
    return not given.secure and not all(map(is_loopback, others))


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches that address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def serve_until_stopped(
    bind: str, greeting: str = "", ready: str = "", first: Work | None = None
) -> None:
    """Hand over to the web server and the clock, which open connections of their own.

    The greeting is said once Ctrl-C is listened for, `ready` once the pages can be opened. `first`
    is done by the clock's process before anything else.
    """
    listening = webserver.listen(bind, settings().port)
    clock_works = partial(_tick, listening, first)
    works: dict[str, Work] = {**_web_servers(bind, listening), "clock": clock_works}
    _hand_over(works, listening, greeting, ready)


def _web_servers(bind: str, listening: socket.socket) -> dict[str, Work]:
    """As many as are set; they share the socket, and the seats in which passwords are hashed."""
    workers = settings().web_workers
    hashing.share_seats(workers)
    names = [f"web server {one}" for one in range(1, workers + 1)] if workers > 1 else [WEB]
    return dict.fromkeys(names, partial(_serve_pages, bind, listening))


def leave_database() -> None:
    """Close every connection, before processes are forked from this one."""
    db.session.remove()
    db.engine.dispose()


def _hand_over(works: Mapping[str, Work], listening: socket.socket, *said: str) -> NoReturn:
    leave_database()
    sys.exit(serve_both(works, listening, *said))


def need_port(bind: str, begun_by: str = "make serve") -> None:
    """End the command where the port is taken, before anything is made."""
    try:
        check_port(bind, settings().port, begun_by)
    except PortTakenError as error:
        stop(str(error))


@click.command("prepare", cls=Plainly)
@on_database(installation.REAL)
def prepare_database() -> None:
    """Bring the real database to this release, and end; of several at once one does it."""
    prepare(installation.REAL)
    click.echo(f"{name_of(db.engine)} is ready for homecare {VERSION}.")


@click.command("web", cls=Plainly)
@click.option("--bind", help="The address to listen on; HOMECARE_BIND without it.")
@with_appcontext
def web(bind: str | None) -> None:
    """Serve the pages alone, without a clock; `prepare` has made the database ready."""
    bind = bind or settings().bind
    need_port(bind, "flask --app wsgi web")
    if settings().web_workers == 1:
        _serve_pages(bind)
        return
    listening = webserver.listen(bind, settings().port)
    _hand_over(_web_servers(bind, listening), listening)


def _serve_pages(bind: str, listening: socket.socket | None = None) -> None:
    webserver.run(_app(), bind, settings().port, settings().web_threads, listening)


def _tick(listening: socket.socket, first: Work | None) -> None:
    listening.close()
    if first:
        with stop_signals() as stopping:  # it is done to its end
            first()
        if stopping:
            return
    run_until_stopped(_app())


@click.command("scheduler", cls=Plainly)
@with_appcontext
def scheduler() -> None:
    """Run the clock until it is stopped."""
    need_a_database()
    run_until_stopped(_app())


def _app() -> Flask:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    return app
