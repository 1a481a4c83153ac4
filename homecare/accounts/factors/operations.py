"""What is done to somebody's factors. Each takes its time; none commits.

A code or a passkey is held while it is looked at, so that two who send the same at one moment are
not both let in.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from homecare.accounts import audit
from homecare.accounts.access_rules import actor_of
from homecare.accounts.factors import codes
from homecare.accounts.factors.queries import factors_of
from homecare.accounts.models import CodeApp, Passkey, Person, RecoveryCode, SignIn
from homecare.accounts.queries import has_factor
from homecare.accounts.sign_in import sign_ins
from homecare.acting import Act
from homecare.keys import seal
from homecare.refusals import Refusal

USE = "second-factor"
GIVEN_OUT_LASTS = timedelta(days=1)
MAILED_LASTS = timedelta(hours=2)
OWN, GIVEN = "own", "given"
LAST_ONE = "You need a second step here, and this is your only one. Set up another one first."


def note(session: Session, person: Person, now: datetime, action: str) -> None:
    """A line in every practice where somebody has a place."""
    for place in person.memberships:
        if place.disabled_at is None:
            act = Act(session, actor_of(place, person.name), now)
            audit.note(act, action, client_id=place.client_id)


def sealed_seed(secrets: Sequence[str], person_id: UUID, seed: bytes) -> str:
    """A seed as it is kept: for that person alone."""
    return seal(secrets, USE, person_id.bytes).encrypt(seed).decode()


def opened_seed(secrets: Sequence[str], person_id: UUID, sealed: str) -> bytes | None:
    """The seed; None where the secret key is another one now."""
    from cryptography.fernet import InvalidToken  # noqa: PLC0415 (compiled, and few pages have need)

    try:
        return seal(secrets, USE, person_id.bytes).decrypt(sealed.encode())
    except InvalidToken:
        return None


def seal_anew(session: Session, secrets: Sequence[str]) -> int:
    """Encrypt every seed with the newest secret; answers how many could be read."""
    kept = [(app, opened_seed(secrets, app.person_id, app.seed)) for app in _every_app(session)]
    read = [(app, seed) for app, seed in kept if seed is not None]
    for app, seed in read:
        app.seed = sealed_seed(secrets, app.person_id, seed)
    return len(read)


def _every_app(session: Session) -> Sequence[CodeApp]:
    return session.scalars(select(CodeApp).with_for_update()).all()


def keep_app(session: Session, person: Person, sealed: str, number: int, now: datetime) -> None:
    """The app has shown a right code, the one of that number: it is a factor from now on."""
    session.execute(delete(CodeApp).where(CodeApp.person_id == person.id))
    session.add(CodeApp(person_id=person.id, seed=sealed, last_used=number, made_at=now))
    note(session, person, now, "factor.app added")
    session.flush()


def take_app_code(
    session: Session, person: Person, typed: str, secrets: Sequence[str], now: datetime
) -> bool:
    """Whether a code of the app is right, and later than the last one that was."""
    app = session.scalar(_held(select(CodeApp).where(CodeApp.person_id == person.id)))
    seed = opened_seed(secrets, person.id, app.seed) if app else None
    number = codes.matched(seed, typed, now, app.last_used) if app and seed else None
    if app is None or number is None:
        return False
    app.last_used = number
    session.flush()
    return True


def new_recovery_codes(session: Session, person: Person, now: datetime) -> list[str]:
    """Ten codes in place of those there were; they are shown once."""
    own = (RecoveryCode.person_id == person.id, RecoveryCode.ends_at.is_(None))
    session.execute(delete(RecoveryCode).where(*own))
    made = [codes.new_code(codes.RECOVERY) for _ in range(codes.HOW_MANY)]
    for code in made:
        hashed = codes.hash_of_code(code)
        session.add(RecoveryCode(person_id=person.id, code_hash=hashed, made_at=now))
    note(session, person, now, "factor.codes made")
    session.flush()
    return made


def give_out(
    session: Session, person: Person, now: datetime, by: UUID | None = None, identity: str = ""
) -> str:
    """A code for somebody who lost what they sign in with, in place of one given out before."""
    earlier = (RecoveryCode.person_id == person.id, RecoveryCode.used_at.is_(None))
    session.execute(delete(RecoveryCode).where(*earlier, RecoveryCode.ends_at.is_not(None)))
    code = codes.new_code(codes.GIVEN)
    lasts = GIVEN_OUT_LASTS if identity else MAILED_LASTS
    session.add(RecoveryCode(
        person_id=person.id, code_hash=codes.hash_of_code(code), made_at=now, ends_at=now + lasts,
        given_by=by, identity=identity,
    ))  # fmt: skip
    session.flush()
    return code


def take_recovery_code(session: Session, person: Person, typed: str, now: datetime) -> str | None:
    """OWN or GIVEN, where the code is one of this person that was not used; it is, from now on.

    One that was given out ends all that somebody signed in with, since it is lost.
    """
    theirs = select(RecoveryCode).where(
        RecoveryCode.person_id == person.id, RecoveryCode.code_hash == codes.hash_of_code(typed)
    )
    row = session.scalar(_held(theirs))
    if row is None or row.used_at is not None or (row.ends_at and row.ends_at <= now):
        return None
    row.used_at = now
    note(session, person, now, "factor.code used")
    session.flush()
    if row.ends_at is None:
        return OWN
    forget_factors(session, person)
    return GIVEN


def forget_factors(session: Session, person: Person) -> None:
    """End everything that somebody signs in with beside the password, and every sign-in."""
    own = (RecoveryCode.person_id == person.id, RecoveryCode.ends_at.is_(None))
    session.execute(delete(RecoveryCode).where(*own))
    session.execute(delete(Passkey).where(Passkey.person_id == person.id))
    session.execute(delete(CodeApp).where(CodeApp.person_id == person.id))
    sign_ins.end_all(session, person.id)
    session.flush()


def begin_factors(session: Session, person: Person, this: SignIn | None, kind: str) -> None:
    """With the first factor every other sign-in ends; the one that set it up has shown it."""
    sign_ins.end_all(session, person.id, but=this.id if this else None)
    if this is not None and this.waits_for is None:
        this.factor = kind
    session.flush()


def keep_passkey(session: Session, person: Person, made: dict[str, Any], now: datetime) -> Passkey:
    """A passkey that has signed once is a factor from now on. Raises Refusal where it is known."""
    known = select(Passkey.id).where(Passkey.credential_id == made["credential_id"])
    if session.scalar(known):
        raise Refusal("This passkey is set up already.")
    passkey = Passkey(person_id=person.id, made_at=now, used_at=now, **made)
    session.add(passkey)
    note(session, person, now, "factor.passkey added")
    session.flush()
    return passkey


def hold_passkey(session: Session, credential_id: str) -> Passkey | None:
    """The passkey of that id, held until the transaction ends."""
    named = _held(select(Passkey).where(Passkey.credential_id == credential_id))
    found: Passkey | None = session.scalar(named)
    return found


def take_away(session: Session, person: Person, what: CodeApp | Passkey, now: datetime) -> None:
    """Somebody does without a factor from now on. Raises Refusal where they need one."""
    session.execute(select(Person.id).where(Person.id == person.id).with_for_update())
    factors = factors_of(session, person.id)
    only = len(factors.passkeys) + (factors.app is not None) == 1
    if only and sign_ins.must_have_two(person, now):
        raise Refusal(LAST_ONE)
    session.delete(what)
    session.flush()
    if not has_factor(session, person.id):
        session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person.id))
    kind = "app" if isinstance(what, CodeApp) else "passkey"
    note(session, person, now, f"factor.{kind} removed")
    session.flush()


def _held(statement: Any) -> Any:
    return statement.with_for_update().execution_options(populate_existing=True)
