"""A form on its way over the sign-in page, sealed so that its author alone can open it.

The page lies in a browser that nobody is signed in to: whoever sits there next could read it, and
so could a copy of the page. The key is made of the secret key and the author's id; nothing is
stored.
"""

import hmac
import json
import zlib
from base64 import urlsafe_b64encode
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

LONGEST = 24 * 3600  # seconds; ours: a page left open over night is still given back


class Opened(NamedTuple):
    """What was carried; `is_old` where it is shown to be copied, and given back no more."""

    form: dict[str, Any]
    is_old: bool


def sealed(secret: str, author: UUID, form: dict[str, Any]) -> str:
    """The form for the page that carries it."""
    packed = zlib.compress(json.dumps(form).encode())
    return _seal(secret, author).encrypt(packed).decode()


def opened(secret: str, reader: UUID, carried: str) -> Opened | None:
    """The form, if the reader is its author and nobody changed it."""
    from cryptography.fernet import InvalidToken  # noqa: PLC0415 (as in `_seal`)

    seal = _seal(secret, reader)
    for longest in (LONGEST, None):
        try:
            packed = seal.decrypt(carried.encode(), ttl=longest)
        except InvalidToken:
            continue
        return Opened(json.loads(zlib.decompress(packed)), is_old=longest is None)
    return None


def _seal(secret: str, author: UUID) -> "Fernet":
    from cryptography.fernet import Fernet  # noqa: PLC0415 (compiled, and few pages have need)

    key = hmac.digest(secret.encode(), b"not-saved " + author.bytes, "sha256")
    return Fernet(urlsafe_b64encode(key))
