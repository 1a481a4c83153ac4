"""Address-book entries and letters for tests; each maker commits."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from homecare.acting import Actor
from homecare.clients.models import Episode
from homecare.referrals.contacts import ContactEntry, add_contact
from homecare.referrals.models import Contact, Referral
from homecare.referrals.operations import draft_referral
from tests.make.people import NOW, acting


def make_contact(session: Session, actor: Actor, **changes: Any) -> Contact:
    """A chiropractor in the address book, unless `changes` say otherwise."""
    fields = {"kind": "chiropractor", "name": "Dr Kit Hale", "clinic": "Hale Chiropractic"}
    contact = add_contact(acting(session, actor, NOW), ContactEntry(**{**fields, **changes}))
    session.commit()
    return contact


def make_draft(
    session: Session, actor: Actor, episode: Episode, contact: Contact, now: datetime = NOW
) -> Referral:
    """A letter that is not issued yet."""
    referral = draft_referral(
        acting(session, actor, now), episode, contact, "Could you see this client?"
    )
    session.commit()
    return referral
