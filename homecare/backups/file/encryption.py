"""Locking a backup by age, to a key pair or by a passphrase.

A passphrase locks a key pair that is made for this one file: Argon2id, at a fixed cost, makes of
the passphrase and a salt as many bytes as the secret key has, which are laid over it. age's own
passphrases are not used: their cost is measured anew each time, so that a busy server locks with
next to none, and refuses the right passphrase later.

age's library empties the file it writes to before it looks at the key, and what it has written of a
cut file stands there when it says so: it only ever gets a new file, which goes where that happens.
"""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import pyrage
from argon2.low_level import Type, hash_secret_raw

from homecare.backups.file.sealed import BROKEN
from homecare.backups.problems import BackupError

BEGINS = b"age-encryption.org/"
BY_PASSPHRASE = b"homecare-passphrase-1"
FIRST_LINE = re.compile(re.escape(BY_PASSPHRASE) + rb" ([0-9a-f]{32}) ([0-9a-f]{148})\n")
PUBLIC, SECRET = "age1", "AGE-SECRET-KEY-1"
SHORTEST = 12
WRONG_KEY = "This key or passphrase does not open it."
ROUNDS, KIBIBYTES, LANES = 4, 131_072, 1
"""Argon2id's cost: above what RFC 9106 asks for where memory is short, about half a second."""


def is_locked(path: Path) -> bool:
    """Whether a file is locked, by a key or a passphrase."""
    with path.open("rb") as file:
        start = file.read(max(len(BEGINS), len(BY_PASSPHRASE)))
    return start.startswith((BEGINS, BY_PASSPHRASE))


def is_key(text: str) -> bool:
    """Whether a backup can be locked by this: a public key, or a passphrase that is no key."""
    if not text.startswith(PUBLIC):
        return len(text) >= SHORTEST and not text.startswith(SECRET)
    try:
        return bool(pyrage.x25519.Recipient.from_str(text))
    except pyrage.RecipientError:
        return False


def opens(key: str | None) -> bool:
    """Whether what locks a backup also opens it: a passphrase does, a public key doesn't."""
    return key is not None and not key.startswith(PUBLIC)


def new_key() -> tuple[str, str]:
    """A new key pair: the secret one, and the public one that locks."""
    made = pyrage.x25519.Identity.generate()
    return str(made), str(made.to_public())


def lock(source: Path, target: Path, key: str) -> None:
    """Write `source` locked into the new file `target`."""
    with _said_plainly(), source.open("rb") as plain, target.open("xb") as locked:
        if not key.startswith(PUBLIC):
            secret, public = new_key()
            salt = secrets.token_bytes(16)
            hidden = _laid_over(secret.encode("ascii"), key, salt)
            locked.write(
                b"%s %s %s\n" % (BY_PASSPHRASE, salt.hex().encode(), hidden.hex().encode())
            )
            key = public
        pyrage.encrypt_io(plain, locked, [pyrage.x25519.Recipient.from_str(key)])


def unlock(source: Path, target: Path, key: str) -> None:
    """Write `source` opened into the new file `target`, which is to go where this raises."""
    with _said_plainly(), source.open("rb") as locked, target.open("xb") as plain:
        secret = _secret_for(locked, key)
        pyrage.decrypt_io(locked, plain, [pyrage.x25519.Identity.from_str(secret)])


def _secret_for(locked: BinaryIO, key: str) -> str:
    """The key that opens the rest of the file: the one given, or the one a passphrase hides."""
    start = locked.read(len(BY_PASSPHRASE))
    locked.seek(0)
    if start != BY_PASSPHRASE:
        return key
    line = FIRST_LINE.fullmatch(locked.readline(400))
    if line is None:
        raise BackupError(BROKEN)
    salt, hidden = (bytes.fromhex(part.decode("ascii")) for part in line.groups())
    return _laid_over(hidden, key, salt).decode("latin-1")


def _laid_over(text: bytes, passphrase: str, salt: bytes) -> bytes:
    pad = hash_secret_raw(
        passphrase.encode(), salt, ROUNDS, KIBIBYTES, LANES, hash_len=len(text), type=Type.ID
    )
    return bytes(one ^ other for one, other in zip(text, pad, strict=True))


@contextmanager
def _said_plainly() -> Iterator[None]:
    """A disk's error stays one, also where age's library has wrapped it."""
    try:
        yield
    except pyrage.IdentityError as error:
        raise BackupError(WRONG_KEY) from error
    except (pyrage.DecryptError, pyrage.EncryptError) as error:
        raise _meant(str(error)) from error
    except OSError as error:
        raise error if error.errno else BackupError(BROKEN) from error


def _meant(words: str) -> Exception:
    if wrapped := re.search(r"\[Errno (\d+)\] (.*)", words):
        return OSError(int(wrapped[1]), wrapped[2])
    return BackupError(WRONG_KEY if "No matching keys" in words else BROKEN)
