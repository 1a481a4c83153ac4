"""The mails about an agreement. None says anything about anybody's health, nor names a receiver."""

from datetime import datetime

from homecare.accounts.models import Person, Practice
from homecare.clients.models import Client
from homecare.mail.message import Email
from homecare.mail.render import compose

ASKED, SPOKEN = "letter-asked", "letter-spoken"


def asked_email(client: Client, practice: Practice, address: str, link: str, key: str) -> Email:
    """Tells a client that something waits to be read, behind their sign-in."""
    subject, text, html = compose(
        ASKED, person=client.name, practice_name=practice.name, telephone=practice.telephone,
        link=link,
    )  # fmt: skip
    return Email(ASKED, address, subject, text, html, client.name, practice_id=practice.id,
                 client_id=client.id, key=key)  # fmt: skip


def spoken_email(person: Person, practice: Practice, link: str, client: Client, key: str) -> Email:
    """Tells somebody of the practice that a client has answered about a letter."""
    subject, text, html = compose(
        SPOKEN, person=person.name, practice_name=practice.name, link=link
    )
    return Email(SPOKEN, person.email, subject, text, html, person.name, practice_id=practice.id,
                 client_id=client.id, key=key)  # fmt: skip


def key_of_hour(kind: str, subject: object, now: datetime) -> str:
    """Lets one such mail leave in an hour."""
    return f"{kind}:{subject}:{now:%Y-%m-%dT%H}"
