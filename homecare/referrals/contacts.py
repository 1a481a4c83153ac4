"""The practice's address book: whom it refers to."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from homecare.access import Scope
from homecare.accounts import audit
from homecare.accounts.actor import Actor
from homecare.referrals.models import Contact

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


def add_contact(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    kind: str,
    name: str,
    clinic: str = "",
    address: str = "",
    email: str = "",
    telephone: str = "",
) -> Contact:
    """Write somebody into the address book."""
    contact = Contact(
        practice_id=actor.practice_id,
        kind=kind,
        name=name,
        clinic=clinic,
        address=address,
        email=email,
        telephone=telephone,
        made_at=now,
    )
    session.add(contact)
    session.flush()
    audit.note(session, actor, "contact added", now, subject=str(contact.id))
    return contact


def amend_contact(
    session: Session, actor: Actor, now: datetime, contact: Contact, **changes: str
) -> None:
    """Change an entry; letters that were issued keep the words they had."""
    for name, value in changes.items():
        setattr(contact, name, value)
    audit.note(session, actor, "contact changed", now, subject=str(contact.id))


def archive_contact(session: Session, actor: Actor, now: datetime, contact: Contact) -> None:
    """Take somebody out of the list; what was sent to them stays."""
    contact.archived_at = now
    audit.note(session, actor, "contact taken out", now, subject=str(contact.id))
