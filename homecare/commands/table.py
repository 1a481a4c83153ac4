"""Every command of `flask --app wsgi`."""

import click
from flask import Flask

from homecare import VERSION
from homecare.commands.assess import assess
from homecare.commands.backup import backup, restore_command
from homecare.commands.demo import demo
from homecare.commands.guarding.audit import audit
from homecare.commands.guarding.keys import keys
from homecare.commands.jobs import diary, job, worker
from homecare.commands.library import library
from homecare.commands.move import move_to
from homecare.commands.practice import practice
from homecare.commands.serve import prepare_database, scheduler, serve, web
from homecare.serving import standard_output


@click.command("version", cls=standard_output.Command)
def version() -> None:
    """Say which homecare this is."""
    click.echo(f"homecare {VERSION}")


def add_commands(app: Flask) -> None:
    """Register every command."""
    for command in (demo, serve, prepare_database, web, scheduler, worker, assess, practice, job,
                    diary, version, backup, restore_command, move_to, library, audit,
                    keys):  # fmt: skip
        app.cli.add_command(command)
