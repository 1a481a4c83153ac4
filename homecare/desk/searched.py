"""What was searched for, as an address may hold it: sealed, for whoever searched.

A search is posted and answered by an address with the words sealed in it. So the page can be
reloaded, and come back to, and neither a log nor a browser's history has a name, a telephone
number or a date of birth. Somebody else, and somebody a day later, opens nothing with it.
"""

from typing import TYPE_CHECKING

from flask import current_app, g, request

from homecare.keys import seal, secrets_of

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet

USE, FIELD = "searched", "found"
LASTS = 24 * 3600  # seconds; ours: a page that is come back to the same day
LONGEST = 120


def sealed(words: str) -> str | None:
    """The words as an address may hold them; None for none."""
    words = words.strip()[:LONGEST]
    return _key().encrypt(words.encode("utf-8", "replace")).decode() if words else None


def words_sought() -> str | None:
    """What this page was asked to search for by its address; None where nothing was, or it can't
    be read any more."""
    if not (held := request.args.get(FIELD)):
        return None
    from cryptography.fernet import InvalidToken  # noqa: PLC0415 (compiled, and few pages have need)

    try:
        return _key().decrypt(held.encode("utf-8", "replace"), ttl=LASTS).decode()
    except InvalidToken:
        return None


def _key() -> "MultiFernet":
    return seal(secrets_of(current_app.config), USE, g.actor.person_id.bytes)
