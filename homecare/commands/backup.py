"""`flask backup` and `flask restore`: everything in one file, and back from it."""

import signal
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

import click
from flask.cli import with_appcontext

import config
from homecare import clock
from homecare.accounts import installation
from homecare.accounts.trail.queries import found_breaks, heads
from homecare.backups.back import Afterwards, Restored, restore, verify
from homecare.backups.file import encryption
from homecare.backups.file.manifest import Manifest
from homecare.backups.problems import BackupError
from homecare.backups.taking import Source, Taken, take
from homecare.commands.databases import Plainly, need_a_database, settings, stop
from homecare.commands.migrating import migrate_to
from homecare.erasure.remembered import NAME, places
from homecare.extensions import db
from homecare.jobs.after.restore import erase_again, leave_out_what_is_due
from homecare.language import count, long_date
from key_file import take_back_new

SAID = 5
"""So many breaks of an audit trail are said line by line."""
NOBODY_HERE = (
    "there is nobody here to type a passphrase: HOMECARE_BACKUP_KEY encrypts a backup, and "
    "--key KEYFILE opens one"
)
FILE = click.Path(path_type=Path)
KEY = click.option("--key", "key_file", type=FILE, metavar="KEYFILE",
                   help="A file with the key or passphrase of an encrypted backup.")  # fmt: skip


class Interruptible(Plainly):
    """A command that tidies up and says so when it is stopped half-way."""

    def invoke(self, context: click.Context) -> Any:
        try:
            return self._invoked(context)
        except (SystemExit, click.ClickException):
            take_back_new()
            raise

    def _invoked(self, context: click.Context) -> Any:
        try:
            with _stopped_like_ctrl_c():
                return super().invoke(context)
        except BackupError as error:
            stop(str(error))
        except click.Abort:
            if sys.stdin.isatty():
                raise
            stop(NOBODY_HERE)
        except KeyboardInterrupt:
            stop("Stopped before the end. Nothing was changed.")


@contextmanager
def _stopped_like_ctrl_c() -> Iterator[None]:
    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    numbers = (signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, interrupt) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@click.command("backup", cls=Interruptible)
@click.argument("file", type=FILE)
@click.option("--verify", "and_verify", is_flag=True,
              help="Try to restore FILE, made first where there is none, and count.")  # fmt: skip
@click.option("--passphrase", is_flag=True, help="Ask for a passphrase, and encrypt by it.")
@click.option("--replace", is_flag=True, help="Write in the place of a FILE that is there.")
@click.option("--new-key", is_flag=True, help="Make a key pair instead, its secret half in FILE.")
@KEY
@with_appcontext
def backup(
    file: Path, and_verify: bool, passphrase: bool, replace: bool, new_key: bool, **given: Any
) -> None:
    """Back up everything to the new FILE, whether homecare runs or not."""
    if new_key:
        _make_key(file)
        return
    key = _asked_for() if passphrase else settings().backup_key
    if not and_verify or not file.exists() or replace:
        need_a_database()
        if and_verify and not file.exists():
            click.echo(f"There was no {file}: it is made now, and what is tried is this new one.")
        _say_taken(take(_source(), file, clock.now(), key, replace), key)
    if and_verify:
        opening = key if passphrase else key_for(file, given["key_file"])
        verified = verify(settings().instance, file, opening, migrate_to)
        _say_verified(file, verified.manifest)
        say_breaks(verified.breaks)
        _compare_with_here(verified.manifest)


@click.command("restore", cls=Interruptible)
@click.argument("file", type=FILE)
@KEY
@with_appcontext
def restore_command(file: Path, key_file: Path | None) -> None:
    """Restore the backup FILE into an empty place."""
    db.session.remove()
    db.engine.dispose()
    key, now = key_for(file, key_file), clock.now()
    leave_out = partial(leave_out_what_is_due, settings=settings(), now=now)
    lists = _erasures(file)
    again = partial(erase_again, files=lists, now=now, folder=settings().mail_folder)
    restored = restore(settings(), file, key, migrate_to, Afterwards(leave_out, again))
    _say_restored(restored)
    if not any(map(Path.exists, lists)):
        click.echo(
            f"Take care: there is no {NAME} here or beside {file}. A record that was deleted after "
            "the backup is there again; with that file restored anew, it is not."
        )
    say_breaks(restored.breaks)


def _erasures(file: Path) -> list[Path]:
    """Where erasures since the backup may be written down: here, and beside the backups."""
    return list(dict.fromkeys([*places(settings()), file.resolve().parent / NAME]))


def _source() -> Source:
    return Source(db.engine, settings().instance, config.names_set())


def _make_key(file: Path) -> None:
    secret, public = encryption.new_key()
    try:
        with file.open("x") as made:
            file.chmod(0o600)
            made.write(f"# public key: {public}\n{secret}\n")
    except OSError as error:
        stop(f"{file}: {error.strerror}. Write the name of a new file.")
    click.echo(
        f"The key that opens backups is in {file}. Keep it away from this machine, twice: without "
        f"it none can be opened. Started anew with this setting, homecare encrypts them:\n"
        f"HOMECARE_BACKUP_KEY='{public}'"
    )


def _asked_for() -> str:
    """A passphrase that was typed twice."""
    words: str = click.prompt(
        "A passphrase (12 characters or more)", hide_input=True, confirmation_prompt=True
    )
    if not encryption.is_key(words) or words.startswith(encryption.PUBLIC):
        stop("Use at least 12 characters. No backup was made.")
    return words


def key_for(file: Path, key_file: Path | None) -> str | None:
    """What opens the file: the key that was given, the one that is set, or what is typed."""
    if not file.is_file() or not encryption.is_locked(file):
        return None
    if key_file is not None:
        return _in(key_file)
    if encryption.opens(settings().backup_key):
        return settings().backup_key
    words: str = click.prompt(f"{file} is encrypted. Its passphrase or secret key", hide_input=True)
    return words.strip()


def _in(key_file: Path) -> str:
    """The one line of a file of age's, or of one with a passphrase."""
    try:
        lines = [line.strip() for line in key_file.read_text().splitlines()]
    except (OSError, UnicodeDecodeError) as error:
        stop(f"{key_file} can't be read: {getattr(error, 'strerror', 'it holds no text')}.")
    found = next((line for line in lines if line and not line.startswith("#")), None)
    return found or stop(f"{key_file} holds no key and no passphrase.")


def _say_taken(taken: Taken, key: str | None) -> None:
    locked = "It is encrypted." if key else (
        "It is not encrypted: keep it where only you can read it, or see --passphrase."
    )  # fmt: skip
    click.echo(
        f"Backed up to {taken.path}: {_amount(taken.manifest)}, {_size(taken.size)}. {locked}"
    )


def _say_verified(file: Path, manifest: Manifest) -> None:
    click.echo(f"{file} is whole: {_amount(manifest)} came out as they went in. {_of(manifest)}")


def _compare_with_here(manifest: Manifest) -> None:
    """Whether the audit trail in use still holds what the backup saw of it, where it is the same.

    Another server may verify a backup, and then nothing here is of the same chains.
    """
    if not installation.is_set_up(db.engine) or not manifest.heads:
        return
    here = heads(db.session())
    same = {chain: head for chain, head in manifest.heads.items() if chain in here}
    if not same:
        return
    say_breaks(map(str, found_breaks(db.session(), same)))
    click.echo("The audit trail in use was compared with where it ended in the backup.")


def say_breaks(breaks: Iterable[str]) -> None:
    """Say where an audit trail does not hold, the first break first."""
    found = list(breaks)
    for line in found[:SAID]:
        click.echo(f"The audit trail does not hold. {line}.", err=True)
    if len(found) > SAID:
        click.echo(f"{len(found) - SAID} more breaks.", err=True)


def _say_restored(restored: Restored) -> None:
    click.echo(
        f"Restored to {restored.where}: {_amount(restored.manifest)}. {_of(restored.manifest)}\n"
        "It is as it was then: passwords, sign-ins and links that were ended since hold again."
    )
    if restored.erased:
        click.echo(
            f"Deleted again, as it was after the backup: {count(restored.erased, 'record')}."
        )
    if restored.mails:
        click.echo(
            f"{count(restored.mails, 'mail')} waited then and may have left since. None leaves by "
            "itself: the owner decides on each under Practice, Mail."
        )
    if restored.left_out:
        click.echo(
            f"{restored.left_out} reminders and weekly mails were due since, may have left, and "
            "are left out."
        )


def _amount(manifest: Manifest) -> str:
    return f"{manifest.rows:,} rows in {len(manifest.tables)} tables"


def _of(manifest: Manifest) -> str:
    at = manifest.taken_at
    return f"Taken {long_date(at.date())}, {at:%H:%M} UTC by homecare {manifest.homecare}."


def _size(size: int) -> str:
    return f"{size / 1e6:.1f} MB"
