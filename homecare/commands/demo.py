"""`flask demo`: the demonstration, made on its first start and kept."""

import gc
from contextlib import nullcontext

import click
from flask import current_app

from homecare import clock
from homecare.accounts import installation
from homecare.busy import before_anybody
from homecare.commands.databases import Plainly, on_database, prepare, settings
from homecare.commands.serve import alone_on, leave_database, need_port, serve_until_stopped
from homecare.database import transaction
from homecare.demonstration import SIGN_INS
from homecare.demonstration.fill import fill
from homecare.extensions import db
from homecare.jobs.clock_process import run_job
from homecare.serving import serve

HERE = "127.0.0.1"
"""A demonstration never leaves the machine: its passwords are known to everybody."""


@click.command("demo", cls=Plainly)
@click.option("--serve", "and_serve", is_flag=True, help="Serve it, with its clock.")
@on_database(installation.DEMONSTRATION)
def demo(and_serve: bool) -> None:
    """Make the demonstration, filled on its first start."""
    with alone_on(installation.DEMONSTRATION) if and_serve else nullcontext():
        if and_serve:
            need_port(HERE, "make run")
        prepare(installation.DEMONSTRATION)
        _say_sign_ins()
        made = _filled(apart=and_serve)
        kept = "" if made else " Its data are kept from last time."
        ready = f"The demonstration is ready: {_address()}{kept}"
        if and_serve:
            serve_until_stopped(HERE, ready=ready, first=_send_mails if made else None)
        with before_anybody():
            _send_mails()
        click.echo(ready)


def _filled(*, apart: bool) -> bool:
    """Fill it; `apart` in a process of its own, before others are forked from this one."""
    if not apart:
        return _fill()
    leave_database()
    return serve.apart(_fill_without_tidying)


def _fill_without_tidying() -> bool:
    gc.disable()  # the process ends with it, and all that is not used any more
    return _fill()


def _fill() -> bool:
    """Invent the people; false where they are there already."""
    with transaction(db.session) as session:
        return fill(session, settings(), clock.now(), click.echo)


def _send_mails() -> None:
    """Send what was written to them."""
    run_job(current_app, "send-mail", clock.now())


def _say_sign_ins() -> None:
    click.echo(f"homecare, the demonstration: {_address()}  (Ctrl-C stops it)")
    for sign_in in SIGN_INS:
        click.echo(f"  {sign_in.email:<32} {sign_in.password}   {sign_in.who}")


def _address() -> str:
    return f"http://{HERE}:{settings().port}"
