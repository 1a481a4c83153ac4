"""Where a client's mail goes: the address on record, once somebody confirmed it."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from config import Settings
from homecare.accounts import audit
from homecare.accounts.addresses import PERSON, RECORD, Asked, queue_link
from homecare.accounts.emails import address_changed_email
from homecare.accounts.models import Membership, Person, Practice
from homecare.accounts.queries import login_of, person_of
from homecare.acting import Act, the_clock
from homecare.clients.amended.operations import keep_changes
from homecare.clients.models import Client
from homecare.mail import outbox


class Contact(NamedTuple):
    """A client's address, if there is one, and whether anything about health may go there."""

    address: str | None
    confirmed: bool
    person: Person | None = None

    @property
    def mailable(self) -> str | None:
        """The address, where it was confirmed."""
        return self.address if self.confirmed else None


def contact_of(session: Session, client: Client) -> Contact:
    """Where the client's mail goes, by one statement."""
    return contact_with(client, login_of(session, client.practice_id, client.id))


def contact_with(client: Client, login: Membership | None) -> Contact:
    """The address that the record names; without one there, the address of the sign-in.

    An address in the record that is not the sign-in's was written later, and in its place: it
    must be confirmed for itself, and the old one is not used any more.
    """
    active = login is not None and login.disabled_at is None and login.person.active
    person = login.person if login is not None and active else None
    address = client.email or (person.email if person else None)
    if address is None:
        return Contact(None, False)
    own = person if person is not None and person.email == address else None
    confirmed = client.confirmed_email == address or (own is not None and own.address_is_confirmed)
    return Contact(address, confirmed, own)


def address_of(session: Session, client: Client) -> str | None:
    """The address that mail about a client's health may go to; None where there is none."""
    return contact_of(session, client).mailable


def ask_client(session: Session, settings: Settings, now: datetime, client: Client) -> bool:
    """Queue the link that confirms a client's address; False where none is needed or possible."""
    contact = contact_of(session, client)
    if contact.address is None or contact.confirmed:
        return False
    owner, identity = (PERSON, contact.person.id) if contact.person else (RECORD, client.id)
    practice = session.get_one(Practice, client.practice_id)
    login = login_of(session, client.practice_id, client.id)
    asked = Asked(
        owner, identity, contact.address, client_id=client.id,
        agrees=owner == RECORD and who_agrees(client, login) is not None,
    )  # fmt: skip
    return queue_link(session, settings, now, practice, asked)


def who_agrees(client: Client, login: Membership | None) -> Person | None:
    """Whoever signs in to the record with another address than it names: they alone say, signed
    in, that the new one is theirs. None where whoever reads at it may say so."""
    if login is None or login.disabled_at is not None or not login.person.active:
        return None
    return login.person if login.person.email != client.email else None


def to_sign_in_anew(session: Session, client: Client, login: Membership | None) -> Person | None:
    """Who will sign in with the record's address once it is confirmed, and signs in with another
    until then.

    Nobody whose sign-in opens more than this record: it is not one practice's, nor one record's,
    to change. Nor where the address is somebody's already.
    """
    if login is None or client.email in (None, login.person.email):
        return None
    places = [place for place in login.person.memberships if place.disabled_at is None]
    taken = person_of(session, client.email or "") is not None
    return None if len(places) > 1 or taken or not login.person.active else login.person


def confirmable(session: Session, client_id: object) -> Client | None:
    """A client's record that a link may name, or the one that holds it since they were merged; None
    where it is gone or erased."""
    found = session.scalar(select(Client).where(Client.id == client_id))
    while found is not None and found.merged_into is not None:
        found = session.get_one(Client, found.merged_into)
    return None if found is None or found.erased_at else found


def confirm_record(
    session: Session, now: datetime, client: Client, by: Person | None = None
) -> None:
    """Write down that somebody answered from the record's address; it is signed in with, too. The
    addresses that it takes the place of, as far as they were confirmed, are told so.

    Raises PermissionError where somebody signs in with another address, and it is not they who
    agree (`by`): a therapist may have mistyped it, and its mailbox would let a stranger in.

    The record's version stays: a therapist who is typing in it has nothing to look at again.
    """
    login = login_of(session, client.practice_id, client.id)
    if (mine := who_agrees(client, login)) is not None and (by is None or by.id != mine.id):
        raise PermissionError("only whoever signs in to the record says that the address is theirs")
    before = {client.confirmed_email}
    if (person := to_sign_in_anew(session, client, login)) is not None:
        before.add(person.confirmed_email)
        act = Act(session, the_clock(client.practice_id), now)
        keep_changes(act, client, {"sign_in": (person.email, client.email)})
        person.email = person.confirmed_email = client.email or person.email
        person.links_ended_at = now  # a link in the old mailbox sets no password any more
        audit.note(act, "address.sign_in", client.id)
    _tell_replaced(session, now, client, before - {client.email, None}, person is not None)
    confirmed = update(Client).where(Client.id == client.id)
    session.execute(confirmed.values(confirmed_email=client.email))
    audit.note(
        Act(session, the_clock(client.practice_id), now),
        "address.confirm",
        client.id,
    )


def _tell_replaced(
    session: Session, now: datetime, client: Client, old: set[str | None], signs_in: bool
) -> None:
    practice = session.get_one(Practice, client.practice_id)
    for address in sorted(each for each in old if each):
        outbox.queue(session, address_changed_email(practice, address, client.id, signs_in), now)
