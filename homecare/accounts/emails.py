"""The mails of accounts, as values: an invitation, a new password, a notice that it changed.

Every link begins with the public address, never with what a request calls its host.
"""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from homecare.accounts.models import Invitation, Person, Practice
from homecare.acting import CLIENT
from homecare.language import local_day, long_date
from homecare.mail.message import Email
from homecare.mail.render import compose

INVITATION = "invitation"
COLLEAGUE_NEWS = "colleague-news"


def invitation_link(public_url: str, token: str) -> str:
    """The page on which an invitation is accepted."""
    return f"{public_url}/invitations/{token}"


def record_link(public_url: str, path: str, client_id: UUID) -> str:
    """A page of a client's own; it opens the record the mail is about, whichever is open now."""
    return f"{public_url}{path}?record={client_id}"


def desk_link(public_url: str, practice_id: UUID, path: str) -> str:
    """A page for whoever works there; it opens at the practice the mail is from, wherever they
    work as well and are now."""
    return f"{public_url}{path}{'&' if '?' in path else '?'}working_at={practice_id}"


def invitation_email(invitation: Invitation, link: str) -> Email:
    """The mail that brings an invitation to its address."""
    subject, text, html = compose(
        "invitation",
        person=invitation.name,
        practice_name=invitation.practice.name,
        colleague=invitation.role != CLIENT,
        link=link,
        until=long_date(local_day(invitation.expires_at, invitation.practice.zone)),
    )
    return Email(
        kind=INVITATION,
        to_address=invitation.email or "",
        to_name=invitation.name,
        subject=subject,
        text=text,
        html=html,
        practice_id=invitation.practice_id,
        client_id=invitation.client_id,
        has_secret=True,
    )


def address_changed_email(
    practice: Practice, old: str, client_id: UUID | None, signs_in: bool
) -> Email:
    """The last mail to an address that was replaced: that it was, and nothing about anybody."""
    subject, text, html = compose(
        "address-changed",
        practice_name=practice.name,
        telephone=practice.telephone,
        signs_in=signs_in,
    )
    return Email(
        kind="address-changed",
        to_address=old,
        subject=subject,
        text=text,
        html=html,
        practice_id=practice.id,
        client_id=client_id,
    )


class News(NamedTuple):
    """What is told, by a title and lines; `label` says where the link leads."""

    title: str
    lines: Sequence[str]
    link: str
    label: str


def colleague_news(person: Person, practice: Practice, news: News) -> Email:
    """What somebody at work hears of what a colleague did; it names no client."""
    subject, text, html = compose(
        COLLEAGUE_NEWS,
        person=person.name,
        practice_name=practice.name,
        **news._asdict(),
    )
    return Email(
        kind=COLLEAGUE_NEWS,
        to_address=person.email,
        to_name=person.name,
        subject=subject,
        text=text,
        html=html,
        practice_id=practice.id,
    )


def password_email(kind: str, person: Person, link: str) -> Email:
    """The mail of `kind` "password_reset" or "password_changed"."""
    return _about_signing_in(kind, person, has_secret=kind == "password_reset", link=link)


def factors_email(person: Person, what: str, link: str) -> Email:
    """The mail that says what changed in how somebody signs in."""
    return _about_signing_in("factors-changed", person, what=what, link=link)


def wrong_codes_email(person: Person, link: str) -> Email:
    """The mail that says that somebody has the password, and gave wrong codes."""
    return _about_signing_in("wrong-codes", person, link=link)


def entry_code_email(person: Person, code: str, link: str) -> Email:
    """The mail that brings a code to somebody who has no second step yet and needs one; `link` is
    for whoever did not ask for it."""
    return _about_signing_in("entry-code", person, has_secret=True, code=code, link=link)


def _about_signing_in(kind: str, person: Person, has_secret: bool = False, **words: str) -> Email:
    subject, text, html = compose(kind, person=person.name, **words)
    return Email(
        kind=kind,
        to_address=person.email,
        to_name=person.name,
        subject=subject,
        text=text,
        html=html,
        has_secret=has_secret,
    )
