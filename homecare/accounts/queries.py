"""Reading people, places, invitations, consent and the audit trail."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased, joinedload, object_session

from homecare.accounts.models import (
    MERGES,
    RECORDS,
    AuditLine,
    CodeApp,
    Consent,
    Invitation,
    Membership,
    Passkey,
    Person,
    Practice,
)
from homecare.accounts.sign_in.tokens import hash_of
from homecare.acting import CLIENT, OWNER, THERAPIST
from homecare.database import rows_of


def any_practice(session: Session) -> bool:
    """Whether the database holds a practice already."""
    return session.scalar(select(Practice.id).limit(1)) is not None


def person_of(session: Session, email: str) -> Person | None:
    """The person with that address, in whatever case it was typed."""
    return session.scalar(select(Person).where(Person.email == email.strip().lower()))


def has_factor(session: Session, person_id: UUID) -> bool:
    """Whether somebody has set up anything beside a password."""
    app = select(CodeApp.person_id).where(CodeApp.person_id == person_id)
    passkey = select(Passkey.person_id).where(Passkey.person_id == person_id)
    return session.scalar(app.union_all(passkey).limit(1)) is not None


def with_factor(session: Session, people: Collection[UUID]) -> set[UUID]:
    """Who of these people has set up anything beside a password."""
    app = select(CodeApp.person_id).where(CodeApp.person_id.in_(people))
    passkey = select(Passkey.person_id).where(Passkey.person_id.in_(people))
    return set(session.scalars(app.union(passkey)))


def colleagues(session: Session, practice_id: UUID) -> Sequence[Membership]:
    """Everybody who works in the practice, disabled ones included, in the order they joined."""
    statement = (
        select(Membership)
        .where(Membership.practice_id == practice_id, Membership.role != CLIENT)
        .options(joinedload(Membership.person))
        .order_by(Membership.joined_at, Membership.id)
    )
    return session.scalars(statement).all()


def works_in(practice_id: Any, person_id: Any, *roles: str) -> ColumnElement[bool]:
    """The condition that somebody works in a practice, in one of these roles, and has access."""
    place = _place()
    return exists().where(
        place.practice_id == practice_id,
        place.person_id == person_id,
        place.role.in_(roles or (OWNER, THERAPIST)),
        place.disabled_at.is_(None),
    )


@cache  # a page asks up to a dozen times, and a new alias costs more than the answer
def _place() -> type[Membership]:
    return aliased(Membership)


def reads(person_id: Any, client_id: Any) -> ColumnElement[bool]:
    """The condition that a client's record is somebody's own: they sign in to it."""
    own = aliased(Membership)
    return exists().where(
        own.person_id == person_id, own.client_id == client_id, own.disabled_at.is_(None)
    )


def login_of(session: Session, practice_id: UUID, client_id: UUID) -> Membership | None:
    """The place of the person who signs in to this client's record, with the person; one that was
    taken back does not."""
    statement = (
        select(Membership)
        .where(Membership.practice_id == practice_id, Membership.client_id == client_id)
        .where(Membership.disabled_at.is_(None))
        .options(joinedload(Membership.person))
    )
    return session.scalar(statement)


def record_now(session: Session, named: UUID, mine: Collection[UUID]) -> UUID | None:
    """Which of somebody's records is meant by one that a phone or a page knew before two were
    merged, or before that was undone; None where it is none of theirs."""
    at: UUID | None = named
    while at is not None and at not in mine:
        at = session.scalar(select(RECORDS.c.merged_into).where(RECORDS.c.id == at))
    if at is not None:
        return at
    parted = select(MERGES.c.duplicate_id).where(
        MERGES.c.keeper_id == named,
        MERGES.c.duplicate_id.in_(list(mine)),
        MERGES.c.undone_at.is_not(None),
    )
    return session.scalar(parted.limit(1))


def newest_line() -> ScalarSelect[UUID]:
    """The id of the newest line of every practice's audit trail, as a part of a statement."""
    return select(AuditLine.id).order_by(AuditLine.id.desc()).limit(1).scalar_subquery()


def is_erased(session: Session, named: str) -> bool:
    """Whether a record of that id was there and was deleted."""
    try:
        wanted = UUID(named)
    except ValueError:
        return False
    gone = select(RECORDS.c.id).where(RECORDS.c.id == wanted, RECORDS.c.erased_at.is_not(None))
    return session.scalar(gone) is not None


def invitation_with(session: Session, token: str) -> Invitation | None:
    """The invitation a link belongs to, open or not."""
    statement = (
        select(Invitation)
        .where(
            or_(
                Invitation.token_hash == hash_of(token),
                Invitation.mailed_token_hash == hash_of(token),
            )
        )
        .options(joinedload(Invitation.practice))
    )
    return session.scalar(statement)


def came_by_mail(invitation: Invitation, token: str) -> bool:
    """Whether this token was only ever sent to the invitation's address."""
    return invitation.mailed_token_hash == hash_of(token)


def open_invitation(session: Session, token: str, now: datetime) -> Invitation | None:
    """The invitation a link belongs to, if it can be accepted at `now`."""
    invitation = invitation_with(session, token)
    return invitation if invitation and state_of(invitation, now) == "open" else None


def state_of(invitation: Invitation, now: datetime) -> str:
    """open, used, revoked or expired."""
    if invitation.used_at is not None:
        return "used"
    if invitation.revoked_at is not None:
        return "revoked"
    return "open" if now < invitation.expires_at else "expired"


def why_closed(session: Session, invitation: Invitation, now: datetime) -> str:
    """How an invitation stands for whoever opens it: as `state_of` says, or replaced by one that
    is open. Of one whose successor is over, what became of that."""
    state, replaced = state_of(invitation, now), False
    while state == "revoked" and (newer := _in_its_place(session, invitation)) is not None:
        invitation, state, replaced = newer, state_of(newer, now), True
    return "replaced" if replaced and state == "open" else state


def _in_its_place(session: Session, ended: Invitation) -> Invitation | None:
    """The invitation that ended this one by being made; none where somebody took it back."""
    same = (
        Invitation.client_id == ended.client_id
        if ended.client_id
        else and_(Invitation.client_id.is_(None), Invitation.email == ended.email)
    )
    made_then = select(Invitation).where(
        Invitation.practice_id == ended.practice_id,
        same,
        Invitation.made_at == ended.revoked_at,
        Invitation.id > ended.id,
    )
    return session.scalar(made_then.order_by(Invitation.id).limit(1))


def unused_invitations(session: Session, practice_id: UUID) -> Sequence[Invitation]:
    """Invitations of colleagues that nobody used, took back or made anew, oldest first: those that
    can still be accepted, and those whose time is over."""
    statement = (
        select(Invitation)
        .where(
            Invitation.practice_id == practice_id,
            Invitation.role != CLIENT,
            Invitation.used_at.is_(None),
            Invitation.revoked_at.is_(None),
        )
        .order_by(Invitation.made_at, Invitation.id)
    )
    return session.scalars(statement).all()


def valid_consent(
    session: Session, practice_id: UUID, client_id: UUID, kind: str
) -> Consent | None:
    """The newest consent of that kind that was not withdrawn, or None."""
    statement = (
        select(Consent)
        .where(
            Consent.practice_id == practice_id,
            Consent.client_id == client_id,
            Consent.kind == kind,
            Consent.withdrawn_at.is_(None),
        )
        .order_by(Consent.given_at.desc())
        .limit(1)
    )
    return session.scalar(statement)


def staff_names(session: Session, practice_id: UUID) -> list[tuple[str, str]]:
    """Everybody who works or worked in the practice, by name: for a choice, with their ids."""
    staff = (
        select(Person.id, Person.name)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.practice_id == practice_id, Membership.role != CLIENT)
        .distinct()
        .order_by(Person.name, Person.id)
    )
    return [(str(row.id), row.name) for row in session.execute(staff)]


def name_in(practice_id: ColumnElement[UUID] | InstrumentedAttribute[UUID]) -> ColumnElement[str]:
    """What a practice calls a person: by their name, but where they are a client of it who has a
    place elsewhere, too, by the record they signed in to first. What another practice calls
    somebody stays there.
    """
    here, record = aliased(Membership), aliased(Membership)
    at_home = here.practice_id == practice_id
    places = exists().where(here.person_id == Person.id)
    works_here, is_elsewhere = places.where(at_home, here.role != CLIENT), places.where(~at_home)
    first = (
        select(RECORDS.c.name)
        .join(record, record.client_id == RECORDS.c.id)
        .where(record.person_id == Person.id, record.practice_id == practice_id)
        .order_by(record.joined_at, record.id)
        .limit(1)
        .scalar_subquery()
        .correlate_except(RECORDS, record)
    )
    return case((and_(is_elsewhere, ~works_here), func.coalesce(first, "")), else_=Person.name)


def names_of(
    session: Session, practice_id: UUID, people: Iterable[UUID | None]
) -> dict[UUID | None, str]:
    """The names of people by their ids, as `name_in` gives them; where there are none, the
    database is not asked."""
    asked = [*{*people} - {None}]
    if not asked:
        return {}
    these = {"practice": practice_id, "people": asked}
    return {row.id: row.name for row in rows_of(session, _named(), these)}


@cache
def _named() -> Select[UUID, str]:
    """Put together once: most pages name somebody."""
    name = name_in(bindparam("practice", type_=Person.id.type)).label("name")
    return select(Person.id, name).where(Person.id.in_(bindparam("people", expanding=True)))


def name_of(place: Membership) -> str:
    """What the practice of a place calls whoever has it."""
    session = object_session(place)
    names = names_of(session, place.practice_id, [place.person_id]) if session else {}
    return names.get(place.person_id, "")
