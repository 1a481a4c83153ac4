"""`flask keys`: turning the secret key, and letting go of those before it."""

from collections.abc import Callable, Sequence
from datetime import timedelta

import click
from flask.cli import AppGroup, with_appcontext
from sqlalchemy.orm import Session

import key_file
from homecare import clock
from homecare.accounts import installation
from homecare.accounts.factors import operations as factors
from homecare.accounts.trail.operations import note_by_itself
from homecare.accounts.trail.queries import newest_of
from homecare.backups.places import need_still
from homecare.backups.problems import BackupError
from homecare.commands.databases import Plainly, settings, stop
from homecare.database import transaction
from homecare.extensions import db
from homecare.language import long_date

keys = AppGroup("keys", help="The secret key.")
SEALED: tuple[Callable[[Session, Sequence[str]], int], ...] = (factors.seal_anew,)
"""What encrypts a room's columns anew: by the first of the keys, read by any of them."""
TURNED = "keys.turned"
NEEDED = timedelta(days=90)
"""So long lives a link that was signed by a key."""
SET = (
    "HOMECARE_SECRET_KEY is set, so that the key is yours to turn: set HOMECARE_SECRET_KEYS_BEFORE "
    "to what it holds, HOMECARE_SECRET_KEY to a new one, start again, then run `keys seal`."
)


@keys.command("turn", cls=Plainly)
@click.option("--at-once", is_flag=True, help="Read nothing by the old key: somebody has seen it.")
@with_appcontext
def turn(at_once: bool) -> None:
    """Make a new secret key; what the old one signed or sealed is still read."""
    before = _keys_of_the_folder()
    key_file.turn(settings().instance, keep=True)
    now = key_file.keys_in(settings().instance, [])
    sealed = _seal_anew(now, TURNED)
    if at_once:
        key_file.forget_old(settings().instance)
        click.echo(
            "The secret key is a new one. Everybody signs in anew, and links sent so far end."
        )
    else:
        click.echo(
            f"The secret key is a new one. Older ones that are still read: {len(before)}. "
            f"In {NEEDED.days} days nothing has need of them: `keys forget` lets them go."
        )
    click.echo(f"{sealed} encrypted values are sealed by it. Take a backup: it brings the new key.")


@keys.command("seal", cls=Plainly)
@with_appcontext
def seal() -> None:
    """Encrypt by the newest key what older ones have sealed."""
    _need_stillness()
    click.echo(
        f"{_seal_anew(settings().secrets, 'keys.sealed')} encrypted values are sealed by it."
    )


@keys.command("forget", cls=Plainly)
@click.option("--at-once", is_flag=True, help="Although links sent lately end with them.")
@with_appcontext
def forget(at_once: bool) -> None:
    """Let the keys before the present one go, once nothing has need of them."""
    before = _keys_of_the_folder()
    if not at_once:
        _need_old_links(before)
    _seal_anew(before, "keys.forgotten")
    click.echo(f"{key_file.forget_old(settings().instance)} older keys are forgotten.")


def _keys_of_the_folder() -> list[str]:
    """The keys in the folder, where nobody uses them just now."""
    found = key_file.keys_in(settings().instance, [])
    if found[0] != settings().secret_key:
        stop(SET)
    _need_stillness()
    return found


def _need_old_links(keys: Sequence[str]) -> None:
    """Invitations, letters and their answers go by links that an older key has signed."""
    turned = newest_of(db.session(), TURNED) if installation.is_set_up(db.engine) else None
    if turned is None or len(keys) == 1:
        return
    until = turned + NEEDED
    if clock.machine_time() < until:
        stop(
            f"the key was turned on {long_date(turned.date())}, and links sent before are read by "
            f"the one before it until {long_date(until.date())}. To end them now: --at-once"
        )


def _need_stillness() -> None:
    """A server that runs knows the old key alone, and could read nothing of what is sealed anew."""
    db.session.remove()
    db.engine.dispose()
    try:
        need_still(settings().database_url)
    except BackupError as error:
        stop(str(error))


def _seal_anew(secrets: Sequence[str], action: str) -> int:
    if not installation.is_set_up(db.engine):
        return 0
    with transaction(db.session) as session:
        note_by_itself(session, clock.now(), action)
        return sum(one(session, secrets) for one in SEALED)
