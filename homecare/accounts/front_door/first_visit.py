"""The one link that makes the first practice of a server: whoever starts the server is shown it.

It is made of the secret key, so that nothing needs to be kept, and opens nothing any more as soon
as there is a practice.
"""

import hmac
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare.accounts.models import Installation
from homecare.accounts.queries import any_practice
from homecare.keys import derived

USE = "first visit"
HALF = 16  # bytes that nobody can guess, in an address that somebody may have to type


def set_up_token(secret: str) -> str:
    """The token of the link."""
    return derived(secret, USE)[:HALF].hex()


def is_set_up_token(secrets: Sequence[str], token: str) -> bool:
    """Whether somebody was shown this token, by the key in use or by one before it."""
    given = token.strip().lower().encode()
    return any(hmac.compare_digest(set_up_token(one).encode(), given) for one in secrets)


def set_up_link(public_url: str, secret: str) -> str:
    """The page on which the first practice is made."""
    return f"{public_url}/set-up/{set_up_token(secret)}"


def hold_first_visit(session: Session) -> bool:
    """Whether there is no practice yet; nobody else makes one until the transaction ends.

    Two who fill in the page at once make one. The row that says what the database is must be there.
    """
    session.flush()
    session.execute(select(Installation.id).where(Installation.id == 1).with_for_update())
    return not any_practice(session)
