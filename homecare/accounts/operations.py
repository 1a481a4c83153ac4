"""What is done to practices and the people in them. Each takes its time and actor; none commits."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from textwrap import shorten
from typing import Any
from uuid import UUID, uuid4

from flask_security import hash_password
from sqlalchemy import and_, exists, select
from sqlalchemy.orm import Session

from homecare.accounts import audit
from homecare.accounts.access_rules import actor_of
from homecare.accounts.emails import News, colleague_news, desk_link
from homecare.accounts.installation import DEMONSTRATION
from homecare.accounts.models import Installation, Membership, Person, Practice
from homecare.accounts.queries import colleagues, person_of, reads
from homecare.accounts.sign_in import sign_ins
from homecare.accounts.sign_in.passwords import normalized, problem_with
from homecare.acting import CLIENT, OWNER, THERAPIST, Act, Actor
from homecare.mail import outbox
from homecare.mail.message import in_one_line
from homecare.refusals import Refusal

# Fields the owner may change, and what the practice decides where it has not said otherwise.
OF_PRACTICE = {"name", "address", "telephone", "nation", "zone", "letterhead", "own_numbers"}
LONGEST_NAME = 120
OWN_RECORD = "This is your own record. Ask a colleague to decide."
FIRST_DAYS = timedelta(days=14)  # of a practice, in which a password alone still does


class WrongPasswordError(Refusal):
    """The password of somebody's sign-in was guessed wrong, or mistyped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPractice:
    """A practice as its owner describes it, and how they will sign in."""

    name: str
    owner_name: str
    owner_email: str
    password: str
    nation: str
    zone: str = "Europe/London"
    own_numbers: str = ""  # whom to call, of a nation that has none of ours
    two_factors: bool = False  # asked of everybody who works there, once the first days are over


def make_practice(session: Session, now: datetime, new: NewPractice) -> tuple[Practice, Actor]:
    """Make a practice and its owner. Raises Refusal for what can't be used: a name without
    a letter or too long, an address in use, a password that is easy to guess.

    The nation decides the emergency numbers, so that nobody is given one unasked.

    The library is stocked by the caller, with `library.operations.stock_library`.
    """
    for field, text in (("name", new.name), ("owner_name", new.owner_name)):
        if not text.strip() or len(text) > LONGEST_NAME or in_one_line(text) != text.strip():
            raise Refusal({field: f"Write a name in one line, at most {LONGEST_NAME} characters."})
    if person_of(session, new.owner_email):
        raise Refusal({"email": "This address has a sign-in already. Use another one."})
    practice = Practice(name=new.name, nation=new.nation, zone=new.zone, made_at=now)
    practice.own_numbers = new.own_numbers
    practice.factors_from = now.date() + FIRST_DAYS if new.two_factors else None
    session.add(practice)
    owner = make_person(session, now, new.owner_email, new.owner_name, new.password)
    place = Membership(practice_id=practice.id, person_id=owner.id, role=OWNER, joined_at=now)
    session.add(place)
    actor = actor_of(place, owner.name)
    audit.note(Act(session, actor, now), "practice.make")
    session.flush()
    return practice, actor


def amend_practice(
    act: Act,
    practice: Practice,
    policy: dict[str, Any],
    **changes: Any,
) -> None:
    """Change what the practice says about itself, and parts of its policy."""
    unknown = changes.keys() - OF_PRACTICE
    if unknown:
        raise TypeError(f"not amended here: {', '.join(sorted(unknown))}")
    before = {name: getattr(practice, name) for name in changes} | practice.policy
    for field, value in changes.items():
        setattr(practice, field, value)
    practice.policy = {**practice.policy, **policy}
    said = [(name, before.get(name), new) for name, new in (changes | policy).items()]
    for name, old, new in [one for one in said if one[1] != one[2]] or [("", "", "")]:
        told = f"{name}: {old} → {new}" if name else ""
        audit.note(
            act, "practice.amend", subject=shorten(told, audit.LONGEST_SUBJECT, placeholder="…")
        )
    act.session.flush()


def hold_practice(session: Session, practice_id: UUID) -> None:
    """Let nobody else who asks for this into the practice until the transaction ends: a button
    pressed twice makes one record, one open invitation (SQLite has one writer anyway)."""
    practice = select(Practice.id).where(Practice.id == practice_id)
    session.execute(practice.with_for_update(key_share=True))


def make_person(session: Session, now: datetime, email: str, name: str, password: str) -> Person:
    """Somebody new who signs in. Raises Refusal for a password that can't be taken: only where the
    database says that it is a demonstration is the one that is published for it."""
    email = email.strip().lower()
    shown = session.scalar(select(Installation.kind)) == DEMONSTRATION
    problem = problem_with(password, email, name, demonstration=shown)
    if problem:
        raise Refusal({"password": problem})
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


def disable_colleague(act: Act, place: Membership) -> None:
    """Take a colleague's access away, at once. Raises Refusal for one's own place, and for that of
    the last owner."""
    if place.person_id == act.actor.person_id:
        raise Refusal("You can’t take away your own access. Ask another owner to do it.")
    _refuse_last_owner(act, place)
    place.disabled_at = act.now
    audit.note(act, "colleague.disable", subject=str(place.id))
    act.session.flush()


def is_ones_own_record(session: Session, actor: Actor, client_id: UUID) -> bool:
    """Whether somebody at work would decide on what they said as a client of the same practice.
    Whoever works there alone does: nobody else could."""
    if not actor.is_staff:
        return False
    colleague = exists().where(
        Membership.practice_id == actor.practice_id,
        Membership.person_id != actor.person_id,
        Membership.role.in_((OWNER, THERAPIST)),
        Membership.disabled_at.is_(None),
    )
    return bool(session.scalar(select(and_(reads(actor.person_id, client_id), colleague))))


def refuse_ones_own_record(act: Act, client_id: UUID) -> None:
    """Raises Refusal where `is_ones_own_record`."""
    if is_ones_own_record(act.session, act.actor, client_id):
        raise Refusal({"reason": OWN_RECORD})


def change_role(act: Act, place: Membership, role: str) -> None:
    """Make somebody who works here an owner or a therapist, from their next click on.

    Raises Refusal where the practice would have no owner any more.
    """
    if role not in (OWNER, THERAPIST) or place.role == CLIENT:
        raise ValueError("a colleague is an owner or a therapist")
    if role == place.role:
        return
    if place.role == OWNER:
        _refuse_last_owner(act, place)
    place.role = role
    audit.note(act, f"colleague.make_{role}", subject=str(place.id))
    act.session.flush()
    if role == OWNER:
        name = place.person.name
        tell_owners(act, name, f"{name} is an owner now.", but=place.person_id)


def tell_owners(act: Act, name: str, what: str, but: UUID | None = None) -> None:
    """Each owner reads that somebody is made one, whoever did it, too: it may not have been they
    who sat there. `but` is the person it is about."""
    practice = act.session.get_one(Practice, act.actor.practice_id)
    owners = [m for m in colleagues(act.session, practice.id) if m.role == OWNER]
    lines = (
        f"{what} It was done by {act.actor.name}.",
        "An owner can change the practice and its rule, invite colleagues and take their access "
        "away. If this was not meant, undo it on the page of the practice, and talk to each other.",
    )
    link = desk_link(act.public_url, practice.id, "/practice")
    news = News(f"An owner of {practice.name}: {name}", lines, link, "Look at the practice")
    for place in owners:
        if place.disabled_at is None and place.person_id != but:
            outbox.queue(act.session, colleague_news(place.person, practice, news), act.now)


def _refuse_last_owner(act: Act, place: Membership) -> None:
    """Held, so that two owners don't take each other's place away at one moment."""
    hold_practice(act.session, place.practice_id)
    others = (
        select(Membership.id)
        .join(Membership.person)
        .where(
            Membership.practice_id == place.practice_id,
            Membership.id != place.id,
            Membership.role == OWNER,
            Membership.disabled_at.is_(None),
            Person.active,
        )
    )
    if place.role == OWNER and act.session.scalar(others.limit(1)) is None:
        raise Refusal("A practice needs an owner. Make somebody else an owner first.")


def enable_colleague(act: Act, place: Membership) -> None:
    """Give a colleague their access back."""
    place.disabled_at = None
    audit.note(act, "colleague.enable", subject=str(place.id))
    act.session.flush()
    if place.role == OWNER:
        name = place.person.name
        tell_owners(act, name, f"{name}, an owner, has access again.", but=place.person_id)


def record_registration(act: Act, place: Membership, registration: str) -> None:
    """Write down a colleague's qualifications and registration number, as letters show them.

    Raises PermissionError for somebody else's, unless by an owner.
    """
    if act.actor.role != OWNER and place.person_id != act.actor.person_id:
        raise PermissionError("only the owner writes down a colleague's registration")
    place.registration = registration.strip()
    audit.note(act, "colleague.register", subject=str(place.id))
    act.session.flush()


def correct_name(act: Act, place: Membership, name: str) -> None:
    """Put right how somebody who works here is called; letters that were issued stay as they were.

    Raises PermissionError as `record_registration` does, and Refusal for a name that can't be used,
    or of somebody with a place elsewhere, too: that name is theirs to change.
    """
    mine, person = place.person_id == act.actor.person_id, place.person
    if act.actor.role != OWNER and not mine:
        raise PermissionError("only the owner corrects a colleague's name")
    name = " ".join(name.split())
    if name == person.name:
        return
    if not name:
        raise Refusal({"name": "Write the name."})
    if not mine and len(person.memberships) > 1:
        raise Refusal(
            {"name": f"{person.name} has a sign-in elsewhere, too, and changes it there."}
        )
    person.name = name
    audit.note(act, "colleague.rename", subject=str(place.id))
    act.session.flush()


def name_follows(login: Membership, before: str, name: str) -> None:
    """Call whoever signs in to a record as the record does from now on, where they were called as
    it was `before`, and have no other place."""
    person = login.person
    if person.name == before and len(person.memberships) == 1:
        person.name = name


def sign_out_everywhere(session: Session, person: Person, now: datetime) -> None:
    """End every sign-in of this person, on every device; links that set a password end too."""
    person.fs_uniquifier, person.links_ended_at = uuid4().hex, now
    sign_ins.end_all(session, person.id)
    session.flush()
