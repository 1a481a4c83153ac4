"""Sending a mail again, or why it can’t be, and what helps."""

from collections.abc import Callable

from flask import g
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from homecare import clock
from homecare.access import scope
from homecare.accounts.addresses import KIND as CONFIRM
from homecare.accounts.addresses import ask_person
from homecare.accounts.invitations import invite, send_invitation
from homecare.accounts.models import Invitation
from homecare.accounts.queries import login_of, person_of, state_of
from homecare.acting import OWNER, Act
from homecare.clients.addresses import address_of, ask_client, contact_of
from homecare.clients.models import Client
from homecare.mail.models import OutboxMail
from homecare.mail.undelivered import is_held_back, send_again, settle
from homecare.referrals.models import Contact, Referral
from homecare.referrals.sending.operations import LINK_OVER, send_link_again
from homecare.referrals.sending.queries import link_mailed_by
from homecare.refusals import Refusal
from homecare.reports.check_ins.operations import ask_again as check_in_again
from homecare.reports.check_ins.queries import why_not_again

INVITATION, CHECK_IN, LINK = "invitation", "check-in", "letter-link"
TO_STAFF = (
    "flag-needs-you", "flag-mistaken", "flag-over", "urgent-again", "cover-begins",
    "weekly-digest", "letter-answered", "letter-tried", "letter-spoken",
    "erasure-asked", "erasure-taken-back",
)  # fmt: skip
# Never by a press here.
BY_HAND_ALONE = ("confirm-receiver", "letter-taken-back")
DEALT_WITH = "Somebody has dealt with it already."
FORGOTTEN = "What it said has been forgotten, so it can’t be sent again."
JOINED = "They have joined meanwhile, so no invitation is needed."
ANOTHER_ADDRESS = "The record does not name this address now. Invite them on their page."
INVITATION_OVER = "That invitation is over. Invite them anew on their page."
COLLEAGUES_OVER = "That invitation was taken back. Invite them anew under Practice."
CONFIRMED = "The address is confirmed already, or nobody signs in with it: nothing is to be asked."
OTHER_ADDRESS = (
    "This address is not used any more, or nobody confirmed it, so nothing about health goes there."
)
RECEIVER_ELSEWHERE = (
    "The address book has another address by now, or nobody has confirmed it. Send a new link from "
    "the letter’s page."
)
WHAT_ELSE = {
    LINK: "It may have arrived, and is never sent twice from here. Call them, "
    "or send a new link from the letter’s page.",
    "letter-taken-back": "They have read a letter that was taken back since. Call them.",
    "confirm-receiver": "Check the address in the address book, and ask again from there.",
    "password_reset": "Its link has been forgotten. They ask for a new one on the sign-in page.",
}


def hindrance(session: Session, mail: OutboxMail) -> str:
    """Why a mail can't be sent again from here, and what helps; empty where it can."""
    if mail.kind in BY_HAND_ALONE:
        return WHAT_ELSE[mail.kind]
    if mail.kind == INVITATION:
        return _no_invitation(session, mail)
    if mail.kind == LINK:
        return _no_letter(session, mail)
    if is_held_back(mail):
        return OTHER_ADDRESS
    if mail.kind == CONFIRM:
        return _no_question(session, mail)
    if mail.kind == CHECK_IN:
        return why_not_again(session, mail)
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


def _no_letter(session: Session, mail: OutboxMail) -> str:
    """What stands on the page of its letter; the gates are asked when it is sent."""
    if mail.status != "failed":
        return WHAT_ELSE[LINK]
    link, letter = link_mailed_by(session, mail), letter_of(session, mail)
    if link is None or link.ended_at is not None or letter is None:
        return LINK_OVER
    contact = session.get_one(Contact, letter.contact_id)
    there = contact.email == mail.to_address and contact.address_is_confirmed
    return "" if there else RECEIVER_ELSEWHERE


def letter_of(session: Session, mail: OutboxMail) -> Referral | None:
    """The letter whose link a mail brought; None for any other mail."""
    link = link_mailed_by(session, mail) if mail.kind == LINK else None
    return session.get(Referral, link.referral_id) if link else None


def again(act: Act, settings: Settings, mail: OutboxMail) -> None:
    """Raises Refusal where it can't be, or should not be, sent again."""
    if mail.settled_at is not None or mail.status not in ("failed", "uncertain"):
        raise Refusal(DEALT_WITH)
    if why := hindrance(act.session, mail):
        raise Refusal(why)
    if mail.kind in ANEW:
        # First, so that of two presses at once only one makes a link.
        if not settle(act.session, act.now, mail, act.actor.person_id):
            raise Refusal(DEALT_WITH)
        ANEW[mail.kind](act, settings, mail)
    elif not send_again(act.session, act.now, mail):
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


def _invite_again(act: Act, settings: Settings, mail: OutboxMail) -> None:
    last = _last_invitation(act.session, mail)
    if last is None:
        raise Refusal(INVITATION_OVER)
    token = invite(act, role=last.role, name=last.name, email=last.email, client_id=last.client_id)
    send_invitation(act.session, act.now, token, settings.public_url)


def _ask_again(act: Act, settings: Settings, mail: OutboxMail) -> None:
    session, now = act.session, act.now
    if mail.client_id is not None:
        asked = ask_client(session, settings, now, scope().get(Client, mail.client_id))
    else:
        person = person_of(session, mail.to_address)
        asked = person is not None and ask_person(session, settings, now, person)
    if not asked:
        raise Refusal("Such a mail was written within the last hour, or none is needed.")


def _letter_again(act: Act, _settings: Settings, mail: OutboxMail) -> None:
    send_link_again(act, mail)


ANEW: dict[str, Callable[[Act, Settings, OutboxMail], None]] = {
    INVITATION: _invite_again,
    CONFIRM: _ask_again,
    CHECK_IN: check_in_again,
    LINK: _letter_again,
}
"""Whose links are forgotten once they have left, so that a mail with a fresh one is written."""
