"""Whose address is whose: a link that was sent to it, and a button behind the link.

An address that somebody typed is a guess. Until it is confirmed, mail to it says nothing about
anybody's health: only invitations, this link and what belongs to a sign-in are sent there.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from config import Settings
from homecare.accounts import audit
from homecare.accounts.access_rules import actor_of
from homecare.accounts.emails import address_changed_email
from homecare.accounts.models import Membership, Person, Practice
from homecare.accounts.queries import person_of
from homecare.accounts.sign_in.tokens import hash_of
from homecare.acting import CLIENT, Act
from homecare.language import local_day, long_date
from homecare.mail import outbox
from homecare.mail.message import Email
from homecare.mail.render import compose
from homecare.refusals import Refusal

KIND = "confirm-address"
LASTS = timedelta(days=14)
TAKEN = "Somebody signs in with this address already."
PERSON, RECORD, WANTED = "person", "record", "wanted"


class Link(NamedTuple):
    """What a link confirms: the address, as a hash, of a person or of a client's record, or the
    one that a person wants in place of theirs."""

    owner: str
    identity: UUID
    address_hash: str

    def is_about(self, address: str | None) -> bool:
        """Whether this is the address the link was sent to; it may have changed since."""
        return address is not None and _short(address) == self.address_hash


def read_token(settings: Settings, token: str, now: datetime) -> Link | None:
    """What a link confirms; None where it was not made here or has ended."""
    try:
        owner, identity, address_hash, ends = _signer(settings).loads(token)
        return Link(owner, UUID(identity), address_hash) if now.timestamp() < ends else None
    except (BadData, TypeError, ValueError):
        return None


def _token_of(settings: Settings, link: Link, ends: datetime) -> str:
    words = [link.owner, link.identity.hex, link.address_hash, int(ends.timestamp())]
    return str(_signer(settings).dumps(words))


def _signer(settings: Settings) -> Any:
    return URLSafeSerializer(settings.secrets[::-1], salt=KIND)


def _short(address: str) -> str:
    """The link names no address: links are kept in histories and logs."""
    return hash_of(address)[:20]


def ask_person(session: Session, settings: Settings, now: datetime, person: Person) -> bool:
    """Queue the link for a person's own address; False where one is under way or none is needed."""
    place = next((m for m in person.memberships if m.disabled_at is None), None)
    if person.address_is_confirmed or place is None:
        return False
    asked = Asked(PERSON, person.id, person.email, colleague=place.role != CLIENT)
    return queue_link(session, settings, now, place.practice, asked)


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose address is asked about: a person's, one they want, or a record's, by its id.

    `agrees`: it takes more than the mailbox, the one who signs in to the record has to agree.
    """

    owner: str
    identity: UUID
    address: str
    colleague: bool = False
    client_id: UUID | None = None
    agrees: bool = False


def queue_link(
    session: Session, settings: Settings, now: datetime, practice: Practice, asked: Asked
) -> bool:
    """Queue the mail that asks; False where one went to this address within the hour."""
    ends = now + LASTS
    token = _token_of(settings, Link(asked.owner, asked.identity, _short(asked.address)), ends)
    subject, text, html = compose(
        KIND,
        practice_name=practice.name,
        colleague=asked.colleague,
        agrees=asked.agrees,
        link=f"{settings.public_url}/addresses/{token}",
        until=long_date(local_day(ends, practice.zone)),
    )
    email = Email(
        kind=KIND,
        to_address=asked.address,
        subject=subject,
        text=text,
        html=html,
        practice_id=practice.id,
        client_id=asked.client_id,
        has_secret=True,
        key=f"{KIND}:{asked.identity.hex}:{_short(asked.address)}:{now:%Y-%m-%dT%H}",
    )
    return outbox.queue(session, email, now) is not None


def confirm_person(session: Session, now: datetime, person: Person) -> None:
    """Write down that somebody answered from the address with which this person signs in."""
    person.confirmed_email = person.email
    for place in person.memberships:
        note_confirmed(session, now, place)
    session.flush()


def note_confirmed(session: Session, now: datetime, place: Membership) -> None:
    """A line in the audit trail of the practice that writes to the address."""
    audit.note(Act(session, actor_of(place, place.person.name), now), "address.confirm",
               place.client_id)  # fmt: skip


def work_place(person: Person) -> Membership | None:
    """A place where somebody works, the first they joined; a client's address is their record's,
    and is corrected there."""
    at_work = (m for m in person.memberships if m.disabled_at is None and m.role != CLIENT)
    return next(at_work, None)


def want(session: Session, settings: Settings, now: datetime, place: Membership, new: str) -> bool:
    """Remember the address somebody wants to sign in with, and mail a link to it; False where one
    went there within the hour. Whether it is somebody's already, only its mailbox learns."""
    person = place.person
    person.wanted_email = new.strip().lower()
    audit.note(Act(session, actor_of(place, person.name), now), "address.wanted", None)
    asked = Asked(WANTED, person.id, person.wanted_email, colleague=True)
    return queue_link(session, settings, now, place.practice, asked)


def drop_wanted(session: Session, now: datetime, place: Membership) -> None:
    """Stay with the address there is; the link to the other one confirms nothing any more."""
    place.person.wanted_email = None
    audit.note(Act(session, actor_of(place, place.person.name), now), "address.kept", None)


def take_wanted(session: Session, now: datetime, place: Membership) -> None:
    """Sign in with the wanted address from now on, as somebody answered from it; the old one is
    told. Raises Refusal where somebody else signs in with it."""
    person, old = place.person, place.person.confirmed_email
    if person.wanted_email is None or person_of(session, person.wanted_email) is not None:
        raise Refusal(TAKEN)
    person.email = person.confirmed_email = person.wanted_email
    person.wanted_email = None
    person.links_ended_at = now  # a link in the old mailbox sets no password any more
    try:
        session.flush()
    except IntegrityError as taken:  # at the same moment
        raise Refusal(TAKEN) from taken
    if old:
        outbox.queue(session, address_changed_email(place.practice, old, None, signs_in=True), now)
    for each in person.memberships:
        audit.note(Act(session, actor_of(each, person.name), now), "address.sign_in",
                   each.client_id)  # fmt: skip
