"""Whether an address in the book is its receiver's: a link that was sent to it, and a button."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy import update
from sqlalchemy.orm import Session

from homecare.accounts import audit
from homecare.accounts.models import Practice
from homecare.accounts.sign_in.tokens import hash_of
from homecare.acting import Act, Actor
from homecare.mail.models import OutboxMail
from homecare.mail.outbox import queue
from homecare.mail.undelivered import ADDRESS_CHANGED
from homecare.referrals.models import Contact
from homecare.referrals.sending.emails import CONFIRM, LINK, confirm_email
from homecare.refusals import Refusal

LASTS = timedelta(days=14)
RECEIVER = "receiver"


def the_receiver(practice_id: UUID, name: str) -> Actor:
    """Whoever was written to: nobody with a sign-in, so that audit lines name no actor."""
    return Actor(practice_id=practice_id, role=RECEIVER, name=name)


def ask_receiver(act: Act, contact: Contact, secrets: Sequence[str]) -> None:
    """Queue the mail that asks whether the address is theirs. Raises Refusal where none is due."""
    if not contact.email:
        raise Refusal(f"There is no email address for {contact.name}. Write one down first.")
    if contact.address_is_confirmed:
        raise Refusal("This address is confirmed already.")
    practice = act.session.get_one(Practice, contact.practice_id)
    ends = act.now + LASTS
    token = _signer(secrets).dumps([contact.id.hex, _short(contact.email), int(ends.timestamp())])
    email = confirm_email(contact, practice, f"{act.public_url}/letters/confirm/{token}", ends)
    key = f"{CONFIRM}:{contact.id.hex}:{_short(contact.email)}:{act.now:%Y-%m-%dT%H}"
    if queue(act.session, replace(email, key=key), act.now) is None:
        raise Refusal("Such a mail went out within the last hour. Give it time to arrive.")
    audit.note(act, "contact asked", subject=str(contact.id))


def receiver_asked(
    session: Session, secrets: Sequence[str], token: str, now: datetime
) -> Contact | None:
    """Whose address a link confirms: None where it was not made here, has ended, or the book has
    another address by now."""
    try:
        contact_id, address, ends = _signer(secrets).loads(token)
        contact = session.get(Contact, UUID(contact_id)) if now.timestamp() < ends else None
    except (BadData, TypeError, ValueError):
        return None
    if contact is None or contact.archived_at or _short(contact.email) != address:
        return None
    return contact


def confirm_receiver(session: Session, now: datetime, contact: Contact) -> None:
    """Write down that somebody answered from the address."""
    if not contact.address_is_confirmed:
        contact.confirmed_email = contact.email
        act = Act(session, the_receiver(contact.practice_id, contact.name), now)
        audit.note(act, "contact confirmed", subject=str(contact.id))


def take_back_mail(session: Session, contact: Contact, address: str) -> None:
    """Send nothing more to an address that was replaced in the book."""
    waiting = update(OutboxMail).where(
        OutboxMail.practice_id == contact.practice_id,
        OutboxMail.to_address == address,
        OutboxMail.kind.in_((CONFIRM, LINK)),
        OutboxMail.status == "queued",
    )
    session.execute(waiting.values(status="failed", error=ADDRESS_CHANGED))


def _signer(secrets: Sequence[str]) -> Any:
    return URLSafeSerializer(secrets[::-1], salt=CONFIRM)


def _short(address: str) -> str:
    """The link names no address: links are kept in histories and logs."""
    return hash_of(address)[:20]
