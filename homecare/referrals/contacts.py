"""The practice's address book: whom it refers to."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import select

from homecare.access import Scope
from homecare.accounts import audit
from homecare.accounts.operations import hold_practice
from homecare.acting import Act
from homecare.referrals.models import Contact
from homecare.referrals.sending.addresses import take_back_mail

KINDS = {
    "chiropractor": "Chiropractor",
    "osteopath": "Osteopath",
    "physiotherapist": "Physiotherapist",
    "massage": "Massage therapist",
    "gp": "GP",
    "emergency": "Emergency department (A&E)",
    "doctor": "Another doctor",
    "other": "Someone else",
}


def contacts(scope: Scope) -> Sequence[Contact]:
    """Everybody in the address book who was not taken out, by kind and name."""
    statement = scope.select(Contact).where(Contact.archived_at.is_(None))
    return scope.session.scalars(statement.order_by(Contact.kind, Contact.name)).all()


def taken_out(scope: Scope) -> Sequence[Contact]:
    """Everybody who was taken out of the address book, the latest first."""
    statement = scope.select(Contact).where(Contact.archived_at.is_not(None))
    return scope.session.scalars(statement.order_by(Contact.archived_at.desc())).all()


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactEntry:
    """What is written about somebody in the address book."""

    kind: str
    name: str
    clinic: str = ""
    address: str = ""
    email: str = ""
    telephone: str = ""


def add_contact(act: Act, entry: ContactEntry) -> Contact:
    """Write somebody into the address book. The same once more, by a second press or from the page
    before, is the one who stands there."""
    hold_practice(act.session, act.actor.practice_id)
    written = asdict(entry)
    standing = select(Contact).where(
        Contact.practice_id == act.actor.practice_id, Contact.archived_at.is_(None)
    )
    if known := act.session.scalars(standing.filter_by(**written)).first():
        return known
    contact = Contact(practice_id=act.actor.practice_id, made_at=act.now, **written)
    act.session.add(contact)
    act.session.flush()
    audit.note(act, "contact added", subject=str(contact.id))
    return contact


def amend_contact(act: Act, contact: Contact, **changes: str) -> None:
    """Change an entry; letters that were issued keep the words they had. Another address is one
    that nobody has confirmed, and what waits for the old one does not leave."""
    if contact.email and changes.get("email", contact.email) != contact.email:
        take_back_mail(act.session, contact, contact.email)
    for name, value in changes.items():
        setattr(contact, name, value)
    audit.note(act, "contact changed", subject=str(contact.id))


def archive_contact(act: Act, contact: Contact) -> None:
    """Take somebody out of the list; what was sent to them stays. Twice is once."""
    if contact.archived_at is None:
        contact.archived_at = act.now
        audit.note(act, "contact taken out", subject=str(contact.id))


def put_contact_back(act: Act, contact: Contact) -> None:
    """Let somebody who was taken out stand in the list again, as they stood. Twice is once."""
    if contact.archived_at is not None:
        contact.archived_at = None
        audit.note(act, "contact put back", subject=str(contact.id))
