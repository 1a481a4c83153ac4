"""A note that goes with somebody to the emergency department, made in one step."""

from sqlalchemy import select

from homecare.acting import Act
from homecare.clients.models import Episode
from homecare.referrals.contacts import ContactEntry, add_contact
from homecare.referrals.models import Contact, Referral
from homecare.referrals.operations import WHY_UNASKED, issue_referral
from homecare.referrals.proposals import EMERGENCY
from homecare.referrals.writing import write_referral
from homecare.refusals import Refusal

DEPARTMENT = "Emergency department (A&E)"


def issue_emergency_note(
    act: Act, episode: Episode, message: str, unasked_why: str, *, agreed: bool
) -> Referral:
    """Issue a note at once, with their agreement or with why they could not be asked.

    Another letter that is being written stays as it is. No gate stands before it. Where the
    address book has no emergency department it gets one.
    """
    if not agreed and not unasked_why.strip():
        raise Refusal({"unasked_why": WHY_UNASKED})
    contact = _department(act)
    note = Referral(
        practice_id=act.actor.practice_id,
        client_id=episode.client_id,
        episode_id=episode.id,
        contact_id=contact.id,
        message=message,
        unasked_why=unasked_why,
        made_by=act.actor.person_id,
        made_at=act.now,
    )
    act.session.add(note)
    act.session.flush()
    act.session.refresh(note, ["contact"])
    issue_referral(act, note, write_referral(act, episode, note))
    return note


def _department(act: Act) -> Contact:
    found = select(Contact).where(
        Contact.practice_id == act.actor.practice_id,
        Contact.kind == EMERGENCY,
        Contact.archived_at.is_(None),
    )
    known = act.session.scalars(found.order_by(Contact.made_at)).first()
    return known or add_contact(act, ContactEntry(kind=EMERGENCY, name=DEPARTMENT))
