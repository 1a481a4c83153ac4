"""The mails about a letter. None names a client or says anything about anybody's health."""

from datetime import date, datetime
from uuid import UUID

from homecare.accounts.models import Person, Practice
from homecare.language import local_day, long_date
from homecare.mail.message import Email
from homecare.mail.render import compose
from homecare.referrals.models import Contact

CONFIRM, LINK = "confirm-receiver", "letter-link"
ANSWERED, TRIED, TAKEN_BACK = "letter-answered", "letter-tried", "letter-taken-back"


def confirm_email(contact: Contact, practice: Practice, link: str, ends: datetime) -> Email:
    """Asks whether the address is the receiver's."""
    subject, text, html = compose(
        CONFIRM, receiver=contact.name, practice_name=practice.name, telephone=practice.telephone,
        link=link, until=long_date(local_day(ends, practice.zone)),
    )  # fmt: skip
    return Email(CONFIRM, contact.email, subject, text, html, contact.name,
                 practice_id=practice.id, has_secret=True)  # fmt: skip


def link_email(
    contact: Contact, practice: Practice, link: str, ends: datetime, again: bool
) -> Email:
    """Brings the link to a letter; `again`: the one time that it is asked after."""
    subject, text, html = compose(
        LINK, receiver=contact.name, practice_name=practice.name, telephone=practice.telephone,
        link=link, until=long_date(local_day(ends, practice.zone)), again=again,
    )  # fmt: skip
    return Email(LINK, contact.email, subject, text, html, contact.name,
                 practice_id=practice.id, has_secret=True)  # fmt: skip


def taken_back_email(
    contact: Contact, practice: Practice, address: str, issued: date, opened: date
) -> Email:
    """Tells a receiver who has opened a letter that it was taken back."""
    subject, text, html = compose(
        TAKEN_BACK, receiver=contact.name, practice_name=practice.name,
        telephone=practice.telephone, issued=long_date(issued), opened=long_date(opened),
    )  # fmt: skip
    return Email(TAKEN_BACK, address, subject, text, html, contact.name, practice_id=practice.id)


def news_email(kind: str, person: Person, practice: Practice, link: str, client: UUID) -> Email:
    """Tells somebody of the practice that a letter was answered, or that its link has ended."""
    subject, text, html = compose(kind, person=person.name, practice_name=practice.name, link=link)
    return Email(kind, person.email, subject, text, html, person.name,
                 practice_id=practice.id, client_id=client)  # fmt: skip
