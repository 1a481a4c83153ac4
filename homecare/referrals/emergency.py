"""A note that goes with somebody to the emergency department, made in one step."""

from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import select

from homecare.acting import Act
from homecare.clients.models import Episode
from homecare.database import new_id
from homecare.referrals.contacts import ContactEntry, add_contact
from homecare.referrals.letter import LetterWords
from homecare.referrals.models import Contact, Referral
from homecare.referrals.operations import WHY_UNASKED, hold_episode, issue_referral
from homecare.referrals.page import SetPage, set_ahead
from homecare.referrals.proposals import EMERGENCY
from homecare.referrals.writing import write, write_referral
from homecare.refusals import Refusal

DEPARTMENT = "Emergency department (A&E)"


@dataclass(frozen=True, slots=True)
class Note:
    """What is written into a note, and whether they agreed; else why they could not be asked. `id`
    is made with the page it is written on."""

    message: str
    unasked_why: str
    agreed: bool
    question: str = ""  # what is asked; empty: what the answers that stand ask
    id: UUID | None = None


def set_note_ahead(act: Act, episode: Episode, note: Note) -> SetPage:
    """The page of a note that is about to be issued."""
    contact = _known_department(act) or Contact(
        kind=EMERGENCY, name=DEPARTMENT, clinic="", address=""
    )
    words = LetterWords(message=note.message, question=note.question, unasked_why=note.unasked_why)
    return set_ahead(write(act, episode, contact, words), act.now)


def issue_emergency_note(
    act: Act, episode: Episode, said: Note, ahead: SetPage | None = None
) -> Referral:
    """Issue a note at once, with their agreement or with why they could not be asked.

    Another letter that is being written stays as it is. No gate stands before it. Where the
    address book has no emergency department it gets one. A page that is sent twice is one note.
    """
    if said.id and (sent := _sent_before(act, episode, said)):
        return sent
    if not said.agreed and not said.unasked_why.strip():
        raise Refusal({"unasked_why": WHY_UNASKED})
    contact = _department(act)
    is_free = said.id and act.session.get(Referral, said.id) is None
    note = Referral(
        id=said.id if is_free else new_id(),
        practice_id=act.actor.practice_id,
        client_id=episode.client_id,
        episode_id=episode.id,
        contact_id=contact.id,
        message=said.message,
        question=said.question,
        unasked_why=said.unasked_why,
        made_by=act.actor.person_id,
        made_at=act.now,
    )
    act.session.add(note)
    act.session.flush()
    act.session.refresh(note, ["contact"])
    issue_referral(act, note, replace(write_referral(act, episode, note), ahead=ahead))
    return note


def _sent_before(act: Act, episode: Episode, said: Note) -> Referral | None:
    """The note that this page has issued already, in these words."""
    hold_episode(act.session, episode.id)
    same = select(Referral).where(
        Referral.id == said.id,
        Referral.episode_id == episode.id,
        Referral.message == said.message,
        Referral.question == said.question,
    )
    return act.session.scalar(same)


def _department(act: Act) -> Contact:
    known = _known_department(act)
    return known or add_contact(act, ContactEntry(kind=EMERGENCY, name=DEPARTMENT))


def _known_department(act: Act) -> Contact | None:
    found = select(Contact).where(
        Contact.practice_id == act.actor.practice_id,
        Contact.kind == EMERGENCY,
        Contact.archived_at.is_(None),
    )
    return act.session.scalars(found.order_by(Contact.made_at)).first()
