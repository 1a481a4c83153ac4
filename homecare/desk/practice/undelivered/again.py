"""Sending a mail again, or why it can’t be, and what helps."""

from flask import current_app, g
from sqlalchemy import select
from sqlalchemy.orm import Session

from homecare import clock
from homecare.access import scope
from homecare.accounts.addresses import KIND as CONFIRM
from homecare.accounts.addresses import ask_person
from homecare.accounts.invitations import invite, send_invitation
from homecare.accounts.models import Invitation
from homecare.accounts.queries import login_of, person_of, state_of
from homecare.acting import OWNER
from homecare.clients.addresses import address_of, ask_client, contact_of
from homecare.clients.models import Client
from homecare.mail.models import OutboxMail
from homecare.mail.undelivered import is_held_back, send_again, settle
from homecare.refusals import Refusal

INVITATION = "invitation"
FRESH = (INVITATION, CONFIRM)  # their links are forgotten: a fresh one is made
TO_STAFF = (
    "flag-needs-you", "flag-mistaken", "flag-over", "urgent-again", "cover-begins",
    "weekly-digest", "letter-answered", "letter-tried", "letter-spoken",
    "erasure-asked", "erasure-taken-back",
)  # fmt: skip
# Never twice by a press here.
TO_RECEIVERS = ("letter-link", "confirm-receiver", "letter-taken-back")
FORGOTTEN = "What it said has been forgotten, so it can’t be sent again."
JOINED = "They have joined meanwhile, so no invitation is needed."
ANOTHER_ADDRESS = "The record does not name this address now. Invite them on their page."
INVITATION_OVER = "That invitation is over. Invite them anew on their page."
COLLEAGUES_OVER = "That invitation was taken back. Invite them anew under Practice."
CONFIRMED = "The address is confirmed already, or nobody signs in with it: nothing is to be asked."
OTHER_ADDRESS = (
    "This address is not used any more, or nobody confirmed it, so nothing about health goes there."
)
WHAT_ELSE = {
    "check-in": "Its link has been forgotten, and it is asked once only. Call them.",
    "letter-link": "It may not have arrived, and is never sent twice by itself. Call them, "
    "or send a new link from the letter's page.",
    "letter-taken-back": "They have read a letter that was taken back since. Call them.",
    "confirm-receiver": "Check the address in the address book, and ask again from there.",
    "password_reset": "Its link has been forgotten. They ask for a new one on the sign-in page.",
}


def hindrance(session: Session, mail: OutboxMail) -> str:
    """Why a mail can't be sent again from here, and what helps; empty where it can."""
    if mail.kind in TO_RECEIVERS:
        return WHAT_ELSE[mail.kind]
    if mail.kind == INVITATION:
        return _no_invitation(session, mail)
    if is_held_back(mail):
        return OTHER_ADDRESS
    if mail.kind == CONFIRM:
        return _no_question(session, mail)
    if mail.forgotten_at is not None:
        return WHAT_ELSE.get(mail.kind, FORGOTTEN)
    return "" if _may_still_go(session, mail) else OTHER_ADDRESS


def _no_invitation(session: Session, mail: OutboxMail) -> str:
    last = _last_invitation(session, mail)
    if mail.client_id is not None:
        if login_of(session, g.actor.practice_id, mail.client_id):
            return JOINED
        if scope().get(Client, mail.client_id).email != mail.to_address:
            return ANOTHER_ADDRESS
        over = last is None or state_of(last, clock.now()) in ("used", "revoked")
        return INVITATION_OVER if over else ""
    if last is None or last.revoked_at is not None:
        return COLLEAGUES_OVER
    if last.used_at is not None:
        return JOINED
    return "" if g.actor.role == OWNER else "Only the owner invites colleagues."


def _no_question(session: Session, mail: OutboxMail) -> str:
    if mail.client_id is None:
        person = person_of(session, mail.to_address)
        return CONFIRMED if person is None or person.address_is_confirmed else ""
    contact = contact_of(session, scope().get(Client, mail.client_id))
    if contact.address != mail.to_address:
        return OTHER_ADDRESS
    return CONFIRMED if contact.confirmed else ""


def again(session: Session, mail: OutboxMail) -> None:
    """Raises Refusal where it can't be, or should not be, sent again."""
    now = clock.now()
    if mail.settled_at is not None or mail.status not in ("failed", "uncertain"):
        raise Refusal("Somebody has dealt with it already.")
    if why := hindrance(session, mail):
        raise Refusal(why)
    if mail.kind in FRESH:
        if not settle(session, now, mail, g.actor.person_id):
            raise Refusal("Somebody has dealt with it already.")
        (_invite_again if mail.kind == INVITATION else _ask_again)(session, mail)
        return
    if not send_again(session, now, mail):
        raise Refusal("Somebody has dealt with it already, or it has been forgotten.")


def _may_still_go(session: Session, mail: OutboxMail) -> bool:
    """Whether the address is still theirs, and confirmed where the mail speaks of health."""
    if mail.client_id is not None and mail.kind not in TO_STAFF:
        return address_of(session, scope().get(Client, mail.client_id)) == mail.to_address
    person = person_of(session, mail.to_address)
    here = person is not None and any(
        place.practice_id == g.actor.practice_id and place.disabled_at is None
        for place in person.memberships
    )
    named = mail.kind == "weekly-digest"
    return person is not None and here and (person.address_is_confirmed or not named)


def _last_invitation(session: Session, mail: OutboxMail) -> Invitation | None:
    return session.scalars(
        select(Invitation)
        .where(
            Invitation.practice_id == g.actor.practice_id,
            Invitation.email == mail.to_address,
            Invitation.client_id == mail.client_id,
        )
        .order_by(Invitation.made_at.desc(), Invitation.id.desc())
    ).first()


def _invite_again(session: Session, mail: OutboxMail) -> None:
    last, now = _last_invitation(session, mail), clock.now()
    if last is None:
        raise Refusal(INVITATION_OVER)
    token = invite(scope().act(now), role=last.role, name=last.name, email=last.email,
                   client_id=last.client_id)  # fmt: skip
    send_invitation(session, now, token, current_app.config["SETTINGS"].public_url)


def _ask_again(session: Session, mail: OutboxMail) -> None:
    settings, now = current_app.config["SETTINGS"], clock.now()
    if mail.client_id is not None:
        asked = ask_client(session, settings, now, scope().get(Client, mail.client_id))
    else:
        person = person_of(session, mail.to_address)
        asked = person is not None and ask_person(session, settings, now, person)
    if not asked:
        raise Refusal("Such a mail was written within the last hour, or none is needed.")
