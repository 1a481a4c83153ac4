"""Codes: those an app makes from a seed and the time (RFC 6238), and those for recovery. Pure."""

import hashlib
import hmac
import secrets
from base64 import b32encode
from datetime import datetime
from urllib.parse import quote, urlencode

SECONDS, DIGITS = 30, 6
# One code before and one after: a phone's clock may be off by half a minute.
AROUND = (0, -1, 1)
SEED_BYTES = 20
# Without letters and figures that are taken for each other.
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
GROUP = 4
GIVEN, RECOVERY = 4, 6  # groups: 80 random bits to say on the telephone, 120 to keep for years
HOW_MANY = 10


def new_seed() -> bytes:
    """What an app is given once, and makes codes from."""
    return secrets.token_bytes(SEED_BYTES)


def number_at(moment: datetime) -> int:
    """The number of the code that an app shows at a moment."""
    return int(moment.timestamp()) // SECONDS


def code_of(seed: bytes, number: int, digits: int = DIGITS) -> str:
    """The code of that number (RFC 4226)."""
    digest = hmac.digest(seed, number.to_bytes(8), hashlib.sha1)
    at = digest[-1] & 15
    value = int.from_bytes(digest[at : at + 4]) & 0x7FFFFFFF
    return str(value % 10**digits).zfill(digits)


def matched(seed: bytes, code: str, moment: datetime, last: int) -> int | None:
    """The number of the code that fits, if it is later than the last one that was taken."""
    if not is_of_app(code):  # other letters than ASCII's can't even be compared
        return None
    now = number_at(moment)
    fitting = [now + by for by in AROUND if hmac.compare_digest(code_of(seed, now + by), code)]
    return next((number for number in fitting if number > last), None)


def is_of_app(typed: str) -> bool:
    """Whether what somebody typed looks like a code of an app."""
    return typed.isascii() and typed.isdigit() and len(typed) == DIGITS


def without_gaps(typed: str) -> str:
    """A code as it is compared: people type it in groups, with hyphens, in small letters."""
    return "".join(c for c in typed.upper() if c.isalnum())


def spelled(seed: bytes) -> str:
    """The seed to type into an app, in groups of four."""
    letters = b32encode(seed).decode().rstrip("=")
    return " ".join(letters[at : at + GROUP] for at in range(0, len(letters), GROUP))


def address_of(seed: bytes, name: str, issuer: str) -> str:
    """What an app reads from the picture: whose seed it is, and of what."""
    label = f"{quote(issuer, safe='')}:{quote(name, safe='')}"
    values = {"secret": b32encode(seed).decode().rstrip("="), "issuer": issuer}
    return f"otpauth://totp/{label}?{urlencode(values, quote_via=quote)}"


def new_code(groups: int) -> str:
    """A code that nobody guesses, as it is shown once."""
    made = ("".join(secrets.choice(LETTERS) for _ in range(GROUP)) for _ in range(groups))
    return "-".join(made)


def hash_of_code(typed: str) -> str:
    """What is kept of a recovery code. It is random, so one quick hash is enough."""
    return hashlib.sha256(without_gaps(typed).encode()).hexdigest()
