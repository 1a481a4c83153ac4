"""A form on its way over the sign-in page, sealed so that its author alone can open it.

The page lies in a browser that nobody is signed in to: whoever sits there next could read it, and
so could a copy of the page. The key is made of the secret key and the author's id; nothing is
stored.
"""

import json
import zlib
from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from homecare.keys import seal

USE = "not-saved"
LONGEST = 24 * 3600  # seconds; ours: a page left open over night is still given back


class Opened(NamedTuple):
    """What was carried; `is_old` where it is shown to be copied, and given back no more."""

    form: dict[str, Any]
    is_old: bool


def sealed(secrets: Sequence[str], author: UUID, form: dict[str, Any]) -> str:
    """The form for the page that carries it."""
    packed = zlib.compress(json.dumps(form).encode())
    return seal(secrets, USE, author.bytes).encrypt(packed).decode()


def opened(secrets: Sequence[str], reader: UUID, carried: str) -> Opened | None:
    """The form, if the reader is its author and nobody changed it."""
    from cryptography.fernet import InvalidToken  # noqa: PLC0415 (compiled, and few pages have need)

    key = seal(secrets, USE, reader.bytes)
    for longest in (LONGEST, None):
        try:
            packed = key.decrypt(carried.encode(), ttl=longest)
        except InvalidToken:
            continue
        return Opened(json.loads(zlib.decompress(packed)), is_old=longest is None)
    return None
