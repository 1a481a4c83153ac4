"""`flask move-to`: from SQLite to PostgreSQL, or back, or to another of the same kind."""

import click
from flask.cli import with_appcontext
from sqlalchemy import make_url

import config
from homecare import clock
from homecare.backups.moving import move
from homecare.backups.taking import Source
from homecare.commands.backup import Interruptible
from homecare.commands.databases import need_a_database, settings, stop
from homecare.commands.migrating import migrate_to
from homecare.database import name_of
from homecare.extensions import db


@click.command("move-to", cls=Interruptible)
@click.argument("database_url")
@with_appcontext
def move_to(database_url: str) -> None:
    """Move everything into the empty database at DATABASE_URL; the present one stays as it is."""
    if not config.DATABASE.match(database_url):
        stop(f"Write an address like {config.LIKE_A_DATABASE}")
    need_a_database()
    before = name_of(db.engine)
    source = Source(db.engine, settings().instance, config.names_set())
    db.session.remove()
    db.engine.dispose()
    manifest = move(settings(), source, database_url, clock.now(), migrate_to)
    shown = make_url(database_url).render_as_string()
    click.echo(
        f"Moved {manifest.rows:,} rows in {len(manifest.tables)} tables to {shown}; counted there, "
        f"they are the same.\nNext: set HOMECARE_DATABASE_URL to that address, and start homecare. "
        f"{before} stays as it was: put it away once all is well, and never start homecare on both."
    )
