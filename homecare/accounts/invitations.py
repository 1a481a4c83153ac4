"""Inviting somebody, and what accepting an invitation does."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, update
from sqlalchemy.orm import Session

from homecare.accounts import audit
from homecare.accounts.access_rules import actor_of
from homecare.accounts.emails import INVITATION as KIND
from homecare.accounts.emails import invitation_email, invitation_link
from homecare.accounts.models import Invitation, Membership, Person
from homecare.accounts.operations import (
    WrongPasswordError,
    hold_practice,
    make_person,
    tell_owners,
)
from homecare.accounts.queries import colleagues, login_of, open_invitation, person_of
from homecare.accounts.sign_in.passwords import normalized
from homecare.accounts.sign_in.tokens import hash_of, new_token
from homecare.accounts.signals import invitation_accepted
from homecare.acting import CLIENT, OWNER, Act
from homecare.mail import outbox, undelivered
from homecare.mail.models import OutboxMail
from homecare.refusals import Refusal

LASTS = timedelta(days=14)
AT_ONCE = timedelta(minutes=1)  # in which a second press means the same invitation


def invite(
    act: Act,
    *,
    role: str,
    name: str,
    email: str | None = None,
    client_id: UUID | None = None,
) -> str:
    """Invite somebody and return the token of their link, of which only a hash is kept. Owners
    hear of somebody who is to be one.

    Older open invitations of the same client or address are revoked. Raises Refusal where a
    client signs in already or a colleague works here, and PermissionError where a therapist
    invites a colleague.
    """
    email = email.strip().lower() if email else None
    _refuse(act, role, email, client_id)
    revoke_open(act, email, client_id)
    token = new_token()
    invitation = Invitation(
        practice_id=act.actor.practice_id,
        token_hash=hash_of(token),
        role=role,
        email=email,
        name=name,
        client_id=client_id,
        made_by=act.actor.person_id,
        made_at=act.now,
        expires_at=act.now + LASTS,
    )
    act.session.add(invitation)
    audit.note(act, f"invite.{role}", client_id)
    act.session.flush()
    if role == OWNER:
        tell_owners(act, name, f"{name} ({email}) is invited to be an owner.")
    return token


def _refuse(act: Act, role: str, email: str | None, client_id: UUID | None) -> None:
    """Nobody is invited who is here already; the practice is held, so that two are not at once."""
    if role != CLIENT and act.actor.role != OWNER:
        raise PermissionError("only the owner invites colleagues")
    hold_practice(act.session, act.actor.practice_id)
    if role != CLIENT and email and _works_here(act, email):
        raise Refusal({"email": "Somebody with this address works here already."})
    if client_id and login_of(act.session, act.actor.practice_id, client_id):
        raise Refusal("This client has a sign-in already.")


def _works_here(act: Act, email: str) -> bool:
    staff = colleagues(act.session, act.actor.practice_id)
    return any(one.person.email == email and one.disabled_at is None for one in staff)


def send_invitation(session: Session, now: datetime, token: str, public_url: str) -> bool:
    """Queue the mail that brings the invitation of `token`; False where it has no address.

    The mail's link has a token of its own: whoever accepts with it reads that mailbox.
    """
    invitation = open_invitation(session, token, now)
    return invitation is not None and mail_invitation(session, now, invitation, public_url)


def mail_invitation(
    session: Session, now: datetime, invitation: Invitation, public_url: str
) -> bool:
    """As `send_invitation`; a link that was mailed with it before opens nothing any more."""
    if invitation.email is None:
        return False
    mailed = new_token()
    invitation.mailed_token_hash = hash_of(mailed)
    outbox.queue(session, invitation_email(invitation, invitation_link(public_url, mailed)), now)
    return True


def revoke_open(act: Act, email: str | None, client_id: UUID | None) -> None:
    """End every link by which this client, or somebody with this address, could join."""
    same = Invitation.client_id == client_id if client_id else Invitation.email == email
    act.session.execute(
        update(Invitation)
        .where(Invitation.practice_id == act.actor.practice_id, same, Invitation.used_at.is_(None))
        .where(Invitation.revoked_at.is_(None))
        .values(revoked_at=act.now)
    )
    _send_no_more(act, email, client_id)


def _send_no_more(act: Act, email: str | None, client_id: UUID | None) -> None:
    """Mail that waits with an ended link does not leave."""
    whose = OutboxMail.client_id == client_id
    if client_id is None:
        whose = and_(OutboxMail.client_id.is_(None), OutboxMail.to_address == email)
    practice = OutboxMail.practice_id == act.actor.practice_id
    undelivered.take_back(act.session, act.now, act.actor.person_id, KIND, practice, whose)


def take_back(act: Act, invitation: Invitation) -> bool:
    """End a link that went to the wrong person and was not used yet; answers whether it was."""
    waiting = (Invitation.used_at.is_(None), Invitation.revoked_at.is_(None))
    ended = update(Invitation).where(Invitation.id == invitation.id, *waiting)
    found = act.session.scalar(ended.values(revoked_at=act.now).returning(Invitation.id))
    if found is not None:
        _send_no_more(act, invitation.email, invitation.client_id)
        audit.note(act, "invite.take_back", invitation.client_id)
    return found is not None


def end_for_other_address(act: Act, client_id: UUID, email: str | None) -> None:
    """End what went to an address that the client's record does not name any more: whoever reads
    there is somebody else. Each one stands in the trail."""
    outdated = update(Invitation).where(
        Invitation.practice_id == act.actor.practice_id,
        Invitation.client_id == client_id,
        Invitation.email.is_not(None),
        Invitation.email != (email or ""),
        Invitation.used_at.is_(None),
        Invitation.revoked_at.is_(None),
        Invitation.expires_at > act.now,
    )
    ended = outdated.values(revoked_at=act.now).returning(Invitation.id)
    for _ in act.session.scalars(ended).all():
        audit.note(act, "invite.outdated", client_id)


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What somebody gives who accepts: a password, an address where the invitation has none.

    `by` is the person signed in here, if any; `by_mail` says that the link was only ever sent to
    the invitation's address, which is confirmed by this.
    """

    password: str = ""
    email: str | None = None
    by: Person | None = None
    by_mail: bool = False


def accept_invitation(
    session: Session, invitation: Invitation, now: datetime, given: Acceptance
) -> Person:
    """Give the invited person their place, and return them.

    Somebody who has a sign-in for the address already is the person signed in, or knows its
    password; who works somewhere for the first time is called as they were invited, and to the
    practice whose client they are as its record says (`queries.name_in`). Raises Refusal
    otherwise, and when the invitation was used, revoked or has ended.
    """
    address = (invitation.email or given.email or "").strip().lower()
    if not address:
        raise Refusal({"email": "Write your email address. You will sign in with it."})
    person = _prove_address(session, address, given) or make_person(
        session, now, address, invitation.name, given.password
    )
    _claim(session, invitation, now)
    if invitation.role != CLIENT and all(one.role == CLIENT for one in person.memberships):
        # What they were called until now is what some practice calls its client.
        person.name = invitation.name
    if given.by_mail and person.email == invitation.email:
        person.confirmed_email = person.email
    place = _give_place(session, invitation, now, person)
    act = Act(session, actor_of(place, person.name), now)
    audit.note(act, "invite.accept", place.client_id)
    invitation_accepted.send(invitation, act=act, person=person)
    session.flush()
    return person


def _prove_address(session: Session, address: str, given: Acceptance) -> Person | None:
    """The person who has that address, once they have shown that they are it."""
    person = person_of(session, address)
    if person is None:
        return None
    if given.by is not None and given.by.id == person.id:
        return person
    if not person.active or not person.verify_and_update_password(normalized(given.password)):
        text = "This address has a sign-in already. Use the password that belongs to it."
        raise WrongPasswordError({"password": text})
    return person


def _claim(session: Session, invitation: Invitation, now: datetime) -> None:
    """Mark the invitation as used: of two who accept at once, one is refused."""
    claimed = session.scalar(
        update(Invitation)
        .where(Invitation.id == invitation.id, Invitation.expires_at > now)
        .where(Invitation.used_at.is_(None), Invitation.revoked_at.is_(None))
        .values(used_at=now)
        .returning(Invitation.id)
    )
    if claimed is None:
        raise Refusal("This invitation was used already, or has ended.")


def _give_place(
    session: Session, invitation: Invitation, now: datetime, person: Person
) -> Membership:
    practice_id, client_id = invitation.practice_id, invitation.client_id
    if client_id and login_of(session, practice_id, client_id):
        raise Refusal("Somebody has joined with this invitation already.")
    place = next((m for m in person.memberships if _is_same(m, invitation)), None)
    if place is None:
        place = Membership(practice_id=practice_id, client_id=client_id, joined_at=now)
        person.memberships.append(place)
    elif place.disabled_at is None:
        raise Refusal("You work in this practice already.")
    place.role = invitation.role
    place.disabled_at = None
    session.flush()
    return place


def _is_same(place: Membership, invitation: Invitation) -> bool:
    """Whether a colleague who was here before comes back to the place they had."""
    return (
        place.practice_id == invitation.practice_id
        and place.role != CLIENT
        and invitation.role != CLIENT
    )
