"""Taking a sign-in back from the wrong person, at once, so that the right one can be invited."""

from sqlalchemy import update

from homecare.accounts import audit
from homecare.accounts.consent import withdraw_consent
from homecare.accounts.invitations import revoke_open
from homecare.accounts.models import Consent, Membership
from homecare.acting import Act
from homecare.clients.amended.operations import keep_changes
from homecare.clients.models import Client
from homecare.clients.queries import consents_given_by
from homecare.mail.undelivered import withdraw

TAKEN_BACK = "sign_in.take_back"


def take_back(act: Act, client: Client, place: Membership, *, by_merge: bool = False) -> None:
    """End the place through which somebody signs in to this record. Nothing else of theirs ends,
    and what they wrote stays, under their name.

    Every page and link asks for a place that holds, so that no sign-in, phone or link of theirs
    opens the record from the next click on. Mail that waits for them is not sent, their address
    is taken out of the record, and what they agreed to holds no more. Twice is once. A merge
    keeps what the record said by itself.
    """
    if place.client_id != client.id:
        raise ValueError("a place of another record")
    if not _end(act, place):
        return
    revoke_open(act, None, client.id)
    withdraw(act.session, client.id, place.person.email)
    before = {name: getattr(client, name) for name in ("email", "weekly_email", "check_in_email")}
    _forget_address(client, place.person.email)
    client.check_in_email = True  # it was not the client who wanted none
    for consent in consents_given_by(act.session, client, place.person_id):
        _no_longer(act, client, consent)
    if not by_merge:
        keep_changes(
            act, client, {name: (old, getattr(client, name)) for name, old in before.items()}
        )
    audit.note(act, TAKEN_BACK, client.id, str(place.person_id))
    act.session.flush()


def _end(act: Act, place: Membership) -> bool:
    """Of two who press at once, one ends it."""
    holding = (Membership.id == place.id, Membership.disabled_at.is_(None))
    ended = update(Membership).where(*holding).values(disabled_at=act.now)
    return act.session.scalar(ended.returning(Membership.id)) is not None


def _forget_address(client: Client, theirs: str) -> None:
    """A link that was mailed there to confirm the record's address confirms nothing now."""
    if client.confirmed_email == theirs:
        client.confirmed_email = None
    if client.email == theirs:
        client.email = None


def _no_longer(act: Act, client: Client, consent: Consent) -> None:
    withdraw_consent(act, consent)
    if consent.kind == "email":
        client.weekly_email = False
