"""An email as a value: what is said to whom, before anything is stored or sent."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from email.headerregistry import Address, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import EmailPolicy, Policy
from email.utils import format_datetime
from typing import Any
from uuid import UUID

from homecare.mail.addresses import is_address
from homecare.mail.models import OutboxMail

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")


ONE_CLICK = "List-Unsubscribe=One-Click"
"""What a mail program sends to the address of List-Unsubscribe (RFC 8058)."""


class _InOneLine(UnstructuredHeader):
    """An address that must not be broken, however long: encoded words are no address."""

    def fold(self, *, policy: Policy) -> str:
        """The header as it is sent."""
        return f"{self.name}: {self}{policy.linesep}"  # type: ignore[attr-defined]


class _Headers(HeaderRegistry):
    """Makes the class of a header once for each name. The library makes one anew for every header
    that is set or read, fifty for a mail, and each is garbage that only a search finds."""

    def __init__(self) -> None:
        super().__init__()
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        """The class of a header; the names are those that we write."""
        key = name.lower()
        if key not in self._made:
            self._made[key] = super().__getitem__(name)
        return self._made[key]


_HEADERS = _Headers()
_HEADERS.map_to_type("list-unsubscribe", _InOneLine)  # type: ignore[arg-type] # a mixin
_POLICY = EmailPolicy(header_factory=_HEADERS)


def in_one_line(text: str) -> str:
    """A name or a subject as a header can hold it: nothing in it starts a line of its own."""
    return _CONTROLS.sub(" ", text).strip()


@dataclass(frozen=True, slots=True)
class Part:
    """A picture inside a mail, or how it is drawn; its HTML shows it as `cid:` and this id."""

    cid: str
    content_type: str
    content: bytes | Callable[[], bytes]
    alt: str = ""

    def drawn(self) -> bytes:
        """Its bytes."""
        return self.content if isinstance(self.content, bytes) else self.content()


@dataclass(frozen=True, slots=True)
class Email:
    """A mail to one person. `key`, where given, lets it be queued only once, for good.

    `has_secret`: a link in it lets somebody in, so that its words are forgotten once it has left;
    who has asked for it waits at a screen, so that it leaves before all others.
    `bulk`: it comes by itself, with many others, and all that somebody waits for leaves before it.

    The subject is seen on locked phones: it never carries anything about somebody's health.
    """

    kind: str
    to_address: str
    subject: str
    text: str
    html: str = ""
    to_name: str = ""
    parts: tuple[Part, ...] = ()
    practice_id: UUID | None = None
    client_id: UUID | None = None
    key: str | None = None
    has_secret: bool = False
    bulk: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above a mail beside its own words: in whose name it comes, and where mail of its
    kind is stopped, if it can be."""

    name: str = "homecare"
    stop_link: str = ""


def as_mime(row: OutboxMail, sender: str, heading: Heading = Heading()) -> EmailMessage:
    """The row as a message for a mail server: text, HTML beside it, pictures inside that.

    A mail program offers to stop it by a button of its own where the link is one of https.
    Raises ValueError for an address that no mail can be sent to.
    """
    if not is_address(row.to_address):
        raise ValueError("no address")
    message = EmailMessage(_POLICY)
    # Written by its parts: from one string an encoded word loses the quotes around it, and a name
    # with a comma becomes two addresses.
    message["From"] = Address(in_one_line(heading.name), addr_spec=sender)
    message["To"] = Address(in_one_line(row.to_name), addr_spec=row.to_address)
    message["Subject"] = in_one_line(row.subject)
    message["Date"] = format_datetime(row.queued_at)
    message["Message-ID"] = f"<{row.id.hex}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    if heading.stop_link:
        message["List-Unsubscribe"] = f"<{heading.stop_link}>"
    if heading.stop_link.startswith("https:"):
        message["List-Unsubscribe-Post"] = ONE_CLICK
    message.set_content(row.text)
    if row.html:
        message.add_alternative(row.html, subtype="html")
        page = message.get_body(("html",))
        assert page is not None  # noqa: S101 (added on the line above)
        for part in row.parts:
            kind, _, subtype = part.content_type.partition("/")
            page.add_related(part.content, kind, subtype, cid=f"<{part.cid}>")
    return message
