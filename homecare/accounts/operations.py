"""What is done to practices and the people in them. Each takes its time and actor; none commits."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from flask_security import hash_password
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from homecare.accounts import audit, sign_ins
from homecare.accounts.actor import Actor, of_membership
from homecare.accounts.emails import invitation_email, invitation_link
from homecare.accounts.models import (
    CLIENT,
    OWNER,
    Consent,
    Invitation,
    Membership,
    Person,
    Practice,
)
from homecare.accounts.passwords import normalized, problem_with
from homecare.accounts.queries import login_of, open_invitation, person_of
from homecare.accounts.signals import invitation_accepted
from homecare.accounts.tokens import hash_of, new_token
from homecare.mail import outbox
from homecare.mail.message import in_one_line

# Fields the owner may change, and what the practice decides where it has not said otherwise.
OF_PRACTICE = {"name", "address", "telephone", "nation", "zone", "letterhead"}
LONGEST_NAME = 120
POLICY = {"review_after_visits": 3, "always_propose": False}


class RefusedError(Exception):
    """Something can't be done; the message says so in plain words, `field` where it belongs."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class WrongPasswordError(RefusedError):
    """The password of somebody's sign-in was guessed wrong, or mistyped."""


def make_practice(
    session: Session,
    now: datetime,
    *,
    name: str,
    owner_name: str,
    owner_email: str,
    password: str,
    nation: str,
    zone: str = "Europe/London",
) -> tuple[Practice, Actor]:
    """Make a practice and its owner. Raises RefusedError for what can't be used: a name without
    a letter or too long, an address in use, a password that is easy to guess.

    The nation decides the emergency numbers, so that nobody is given one unasked.

    The library is stocked by the caller, with `library.operations.stock_library`.
    """
    for field, text in (("name", name), ("owner_name", owner_name)):
        if not text.strip() or len(text) > LONGEST_NAME or in_one_line(text) != text.strip():
            raise RefusedError(
                f"Write a name in one line, at most {LONGEST_NAME} characters.", field
            )
    if person_of(session, owner_email):
        raise RefusedError("This address has a sign-in already. Use another one.", "email")
    practice = Practice(name=name, nation=nation, zone=zone, policy=dict(POLICY), made_at=now)
    session.add(practice)
    owner = _make_person(session, now, owner_email, owner_name, password)
    place = Membership(practice_id=practice.id, person_id=owner.id, role=OWNER, joined_at=now)
    session.add(place)
    actor = of_membership(place, owner.name)
    audit.note(session, actor, "practice.make", now)
    session.flush()
    return practice, actor


def amend_practice(
    session: Session,
    actor: Actor,
    now: datetime,
    practice: Practice,
    policy: dict[str, Any],
    **changes: Any,
) -> None:
    """Change what the practice says about itself, and parts of its policy."""
    unknown = changes.keys() - OF_PRACTICE
    if unknown:
        raise TypeError(f"not amended here: {', '.join(sorted(unknown))}")
    for field, value in changes.items():
        setattr(practice, field, value)
    practice.policy = {**POLICY, **practice.policy, **policy}
    audit.note(session, actor, "practice.amend", now)
    session.flush()


def hold_practice(session: Session, practice_id: UUID) -> None:
    """Let nobody else who asks for this into the practice until the transaction ends: a button
    pressed twice makes one record, one open invitation (SQLite has one writer anyway)."""
    practice = select(Practice.id).where(Practice.id == practice_id)
    session.execute(practice.with_for_update(key_share=True))


def invite(
    session: Session,
    actor: Actor,
    now: datetime,
    *,
    role: str,
    name: str,
    email: str | None = None,
    client_id: UUID | None = None,
    lifetime: timedelta = timedelta(days=14),
) -> str:
    """Invite somebody and return the token of their link, of which only a hash is kept.

    Older open invitations of the same client or address are revoked. Raises RefusedError where a
    client signs in already, and PermissionError where a therapist invites a colleague.
    """
    if role != CLIENT and actor.role != OWNER:
        raise PermissionError("only the owner invites colleagues")
    email = email.strip().lower() if email else None
    hold_practice(session, actor.practice_id)
    if client_id and login_of(session, actor.practice_id, client_id):
        raise RefusedError("This client has a sign-in already.")
    _revoke_open(session, actor, now, email, client_id)
    token = new_token()
    invitation = Invitation(
        practice_id=actor.practice_id,
        token_hash=hash_of(token),
        role=role,
        email=email,
        name=name,
        client_id=client_id,
        made_by=actor.person_id,
        made_at=now,
        expires_at=now + lifetime,
    )
    session.add(invitation)
    audit.note(session, actor, f"invite.{role}", now, client_id)
    session.flush()
    return token


def send_invitation(session: Session, now: datetime, token: str, public_url: str) -> bool:
    """Queue the mail that brings the invitation of `token`; False where it has no address.

    The mail's link has a token of its own: whoever accepts with it reads that mailbox.
    """
    invitation = open_invitation(session, token, now)
    if invitation is None or invitation.email is None:
        return False
    mailed = new_token()
    invitation.mailed_token_hash = hash_of(mailed)
    outbox.queue(session, invitation_email(invitation, invitation_link(public_url, mailed)), now)
    return True


def _revoke_open(
    session: Session, actor: Actor, now: datetime, email: str | None, client_id: UUID | None
) -> None:
    same = Invitation.client_id == client_id if client_id else Invitation.email == email
    session.execute(
        update(Invitation)
        .where(Invitation.practice_id == actor.practice_id, same, Invitation.used_at.is_(None))
        .where(Invitation.revoked_at.is_(None))
        .values(revoked_at=now)
    )


def accept_invitation(
    session: Session,
    invitation: Invitation,
    now: datetime,
    *,
    password: str = "",
    email: str | None = None,
    name: str | None = None,
    by: Person | None = None,
    by_mail: bool = False,
) -> Person:
    """Give the invited person their place, and return them.

    `by` is the person signed in here, if any; somebody who has a sign-in for the address already
    is that person or knows its password. Raises RefusedError otherwise, and when the invitation
    was used, revoked or has ended meanwhile. `by_mail` says that the link was only ever sent to the
    invitation's address, which is confirmed by this.
    """
    address = (invitation.email or email or "").strip().lower()
    if not address:
        raise RefusedError("Write your email address. You will sign in with it.", "email")
    person = _prove(session, address, password, by) or _make_person(
        session, now, address, name or invitation.name, password
    )
    _use(session, invitation, now)
    if by_mail and person.email == invitation.email:
        person.confirmed_email = person.email
    place = _give_place(session, invitation, now, person)
    audit.note(session, of_membership(place, person.name), "invite.accept", now, place.client_id)
    invitation_accepted.send(invitation, session=session, person=person, now=now)
    session.flush()
    return person


def _prove(session: Session, address: str, password: str, by: Person | None) -> Person | None:
    """The person who has that address, once they have shown that they are it."""
    person = person_of(session, address)
    if person is None:
        return None
    if by is not None and by.id == person.id:
        return person
    if not person.active or not person.verify_and_update_password(normalized(password)):
        raise WrongPasswordError(
            "This address has a sign-in already. Use the password that belongs to it.", "password"
        )
    return person


def _use(session: Session, invitation: Invitation, now: datetime) -> None:
    """Mark the invitation as used: of two who accept at once, one is refused."""
    claimed = session.scalar(
        update(Invitation)
        .where(Invitation.id == invitation.id, Invitation.expires_at > now)
        .where(Invitation.used_at.is_(None), Invitation.revoked_at.is_(None))
        .values(used_at=now)
        .returning(Invitation.id)
    )
    if claimed is None:
        raise RefusedError("This invitation was used already, or has ended.")


def _give_place(
    session: Session, invitation: Invitation, now: datetime, person: Person
) -> Membership:
    practice_id, client_id = invitation.practice_id, invitation.client_id
    if client_id and login_of(session, practice_id, client_id):
        raise RefusedError("Somebody has joined with this invitation already.")
    place = next((m for m in person.memberships if _is_same(m, invitation)), None)
    if place is None:
        place = Membership(practice_id=practice_id, client_id=client_id, joined_at=now)
        person.memberships.append(place)
    elif place.disabled_at is None:
        raise RefusedError("You work in this practice already.")
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


def _make_person(session: Session, now: datetime, email: str, name: str, password: str) -> Person:
    email = email.strip().lower()
    problem = problem_with(password, email, name)
    if problem:
        raise RefusedError(problem, "password")
    person = Person(
        email=email,
        name=name.strip(),
        password=hash_password(normalized(password)),
        fs_uniquifier=uuid4().hex,
        made_at=now,
    )
    session.add(person)
    session.flush()
    return person


def disable_colleague(session: Session, actor: Actor, now: datetime, place: Membership) -> None:
    """Take a colleague's access away, at once. Raises RefusedError for one's own place."""
    if place.person_id == actor.person_id:
        raise RefusedError("You can't take away your own access. Ask another owner to do it.")
    place.disabled_at = now
    audit.note(session, actor, "colleague.disable", now, subject=str(place.id))
    session.flush()


def enable_colleague(session: Session, actor: Actor, now: datetime, place: Membership) -> None:
    """Give a colleague their access back."""
    place.disabled_at = None
    audit.note(session, actor, "colleague.enable", now, subject=str(place.id))
    session.flush()


def register(
    session: Session, actor: Actor, now: datetime, place: Membership, registration: str
) -> None:
    """Write down a colleague's qualifications and registration number, as letters show them.

    Raises PermissionError for somebody else's, unless by an owner.
    """
    if actor.role != OWNER and place.person_id != actor.person_id:
        raise PermissionError("only the owner writes down a colleague's registration")
    place.registration = registration.strip()
    audit.note(session, actor, "colleague.register", now, subject=str(place.id))
    session.flush()


def record_consent(
    session: Session, actor: Actor, now: datetime, client_id: UUID, kind: str, wording: str
) -> Consent:
    """Write down that a client agreed, in the words they were shown."""
    consent = Consent(
        practice_id=actor.practice_id,
        client_id=client_id,
        kind=kind,
        wording=wording,
        given_at=now,
        recorded_by=actor.person_id,
    )
    session.add(consent)
    audit.note(session, actor, f"consent.{kind}", now, client_id)
    session.flush()
    return consent


def withdraw_consent(session: Session, actor: Actor, now: datetime, consent: Consent) -> None:
    """Write down that a client no longer agrees."""
    consent.withdrawn_at = now
    audit.note(session, actor, f"consent.{consent.kind}.withdraw", now, consent.client_id)
    session.flush()


def sign_out_everywhere(session: Session, person: Person) -> None:
    """End every sign-in of this person, on every device; links that set a password end too."""
    person.fs_uniquifier = uuid4().hex
    sign_ins.end_all(session, person.id)
    session.flush()
