"""Locking a backup by age: to a key pair, or by a passphrase. `age` itself opens it, too.

age's library empties the file it writes to before it looks at the key, and what it has written of a
cut file stands there when it says so: it only ever gets a new file, which goes where that happens.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyrage

from homecare.backups.file.sealed import BROKEN
from homecare.backups.problems import BackupError

BEGINS = b"age-encryption.org/"
PUBLIC, SECRET = "age1", "AGE-SECRET-KEY-1"
SHORTEST = 12
WRONG_KEY = "This key or passphrase does not open it."
KEY_SHAPE = "a key that begins with age1, or a passphrase of 12 characters or more"


def is_locked(path: Path) -> bool:
    """Whether a file is one of age's."""
    with path.open("rb") as file:
        return file.read(len(BEGINS)) == BEGINS


def is_key(text: str) -> bool:
    """Whether a backup can be locked by this: KEY_SHAPE."""
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
    """Write `source` locked into the new file `target`. A passphrase takes memory for all of it."""
    with _said_plainly(), source.open("rb") as plain, target.open("xb") as locked:
        if key.startswith(PUBLIC):
            pyrage.encrypt_io(plain, locked, [pyrage.x25519.Recipient.from_str(key)])
        else:
            locked.write(pyrage.passphrase.encrypt(plain.read(), key))


def unlock(source: Path, target: Path, key: str) -> None:
    """Write `source` opened into the new file `target`, which is to go where this raises."""
    with _said_plainly(), source.open("rb") as locked, target.open("xb") as plain:
        if key.startswith(SECRET):
            pyrage.decrypt_io(locked, plain, [pyrage.x25519.Identity.from_str(key)])
        else:
            plain.write(pyrage.passphrase.decrypt(locked.read(), key))


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
    if "No matching keys" in words or words == "Decryption failed":
        return BackupError(WRONG_KEY)
    return BackupError(BROKEN)
