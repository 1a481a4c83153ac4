"""`flask audit verify`: whether the audit trail still is what was written down."""

from collections.abc import Mapping
from pathlib import Path
from uuid import UUID

import click
from flask.cli import AppGroup, with_appcontext

from homecare import clock
from homecare.accounts.trail.chain import Head, read_end, write_end
from homecare.accounts.trail.operations import accept
from homecare.accounts.trail.queries import chain_of, every_break, heads
from homecare.backups.back import heads_in
from homecare.backups.problems import BackupError
from homecare.commands.backup import FILE, KEY, key_for
from homecare.commands.databases import Plainly, need_a_database, settings, stop
from homecare.database import transaction
from homecare.extensions import db

audit = AppGroup("audit", help="The audit trail.")


@audit.command("verify", cls=Plainly)
@click.option("--against", type=FILE, metavar="BACKUP", help="Nothing that a backup saw is gone.")
@KEY
@click.option("--head", metavar="HEAD", help="Nothing is gone since a monthly mail said so.")
@click.option("--accept", "looked_into", is_flag=True,
              help="You have looked into every break: be silent about them.")  # fmt: skip
@with_appcontext
def verify(
    against: Path | None, key_file: Path | None, head: str | None, looked_into: bool
) -> None:
    """Follow the audit trail line by line, and name the first one that does not hold."""
    need_a_database()
    kept = _kept(against, key_file, head)
    session = db.session()
    breaks = list(every_break(session, kept))
    found = [one for one, accepted in breaks if not accepted]
    for chain, end in heads(session).items():
        whose, where = chain_of(session, chain), write_end(chain, end)
        click.echo(f"{whose}: {end.length:,} lines. It ends at {where}")
    if not breaks:
        click.echo("The audit trail is whole.")
    elif not found:
        seen = (str(one) for one, _ in breaks)
        click.echo("\n".join(("It holds, but for what somebody has looked into:", *seen)))
    elif looked_into:
        with transaction(db.session) as inside:
            accept(inside, clock.now(), found)
        click.echo("\n".join(("Written down as looked into:", *map(str, found))))
    else:
        stop("\n".join(("The audit trail does not hold.", *map(str, found))))


def _kept(against: Path | None, key_file: Path | None, head: str | None) -> Mapping[UUID, Head]:
    kept: dict[UUID, Head] = {}
    if against is not None:
        try:
            kept |= heads_in(settings().instance, against, key_for(against, key_file))
        except BackupError as error:
            stop(str(error))
    if head is not None:
        chain, end = _read(head)
        kept[chain] = end
    return kept


def _read(head: str) -> tuple[UUID, Head]:
    try:
        return read_end(head)
    except ValueError:
        stop("That is not where a trail ends: copy it whole from the mail, in one line.")
