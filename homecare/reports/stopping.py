"""Links that stop the mails which a client may stop: behind the button that mail programs show
above a mail (RFC 2369, RFC 8058), and at the foot of the weekly one and of a check-in.

No sign-in is needed. A link is for one kind of mail and one record, names neither in a way that
can be read, and holds for as long as the record's mail goes to the address it was sent to.
"""

from typing import Any, NamedTuple
from uuid import UUID

from itsdangerous import BadData, URLSafeSerializer

from config import Settings
from homecare.accounts.sign_in.tokens import hash_of
from homecare.reports.reminders.email import KIND as REMINDER

WEEKLY, CHECK_IN = "weekly-progress", "check-in"
STOPPED_BY = {WEEKLY: "w", REMINDER: "r", CHECK_IN: "c"}
"""How a link names each kind that can be stopped. All others must arrive, or come only once."""


class Link(NamedTuple):
    """The kind of mail, the record it is about, and where it went, as a hash."""

    kind: str
    client_id: UUID
    address_hash: str

    def went_to(self, address: str | None) -> bool:
        """Whether this is the address it was mailed to."""
        return address is not None and _short(address) == self.address_hash


def stop_link(settings: Settings, kind: str, client_id: UUID | None, address: str) -> str:
    """Where a mail's kind is stopped for its record; empty where it can't be."""
    if kind not in STOPPED_BY or client_id is None:
        return ""
    token = _signer(settings).dumps([STOPPED_BY[kind], client_id.hex, _short(address)])
    return f"{settings.public_url}/mail/stop/{token}"


def read_token(settings: Settings, token: str) -> Link | None:
    """What a link stops; None where it was not made here."""
    kinds = {short: kind for kind, short in STOPPED_BY.items()}
    try:
        short, client, address_hash = _signer(settings).loads(token)
        return Link(kinds[short], UUID(client), address_hash)
    except (BadData, LookupError, TypeError, ValueError, AttributeError):
        return None


def _short(address: str) -> str:
    return hash_of(address)[:20]


def _signer(settings: Settings) -> Any:
    return URLSafeSerializer(settings.secrets[::-1], salt="stop mail")
